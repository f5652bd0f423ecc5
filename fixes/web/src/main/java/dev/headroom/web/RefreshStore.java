package dev.headroom.web;

import org.jspecify.annotations.Nullable;

/**
 * Where sign-ins are kept, by the hash of their family. Of tokens it has hashes only. Each method
 * is one step that nothing comes between.
 */
interface RefreshStore extends AutoCloseable {

  /** A new sign-in; those of the subject beyond the number allowed end. */
  void begin(String family, String subject, String hash, long nowMillis);

  /** A token is presented; if it is the present one, the next takes its place. */
  Turn turn(String family, String hash, String nextHash, String salt, long nowMillis);

  /** Ends a sign-in, if there is one. */
  void end(String family);

  /** Ends all sign-ins of a subject. */
  void endAll(String subject);

  @Override
  void close();

  /**
   * What came of a token.
   *
   * @param subject null if unknown
   * @param salt from which the next token is made, for NEXT and AGAIN
   * @param endsMillis until then the next token is good
   */
  record Turn(Kind kind, @Nullable String subject, @Nullable String salt, long endsMillis) {

    enum Kind {
      /** It was the present one. */
      NEXT,
      /** It was the one before, a moment ago: the next token is still the present one. */
      AGAIN,
      REUSED,
      UNKNOWN
    }

    static final Turn NOBODY = new Turn(Kind.UNKNOWN, null, null, 0);
  }
}
