package dev.headroom.web;

import org.jspecify.annotations.Nullable;

/**
 * Where sign-ins are kept, by the hash of their family. Of tokens it has hashes only. Each method
 * is one step that nothing comes between. {@link RefreshTokens} has one in memory and one in Redis;
 * an application that wants them beside its own data brings its own.
 */
public interface RefreshStore extends AutoCloseable {

  /**
   * A new sign-in; those of the subject beyond the number allowed end.
   *
   * @param family hash of the sign-in's name
   * @param subject whose it is
   * @param hash of the token that is good now
   * @param nowMillis the time, of the epoch
   */
  void begin(String family, String subject, String hash, long nowMillis);

  /**
   * A token is presented; if it is the present one, the next takes its place.
   *
   * @param family hash of the sign-in's name
   * @param hash of the token presented
   * @param nextHash of the token that takes its place
   * @param salt from which that one is made, to be kept
   * @param nowMillis the time, of the epoch
   * @return what came of it
   */
  Turn turn(String family, String hash, String nextHash, String salt, long nowMillis);

  /**
   * Ends a sign-in, if there is one.
   *
   * @param family hash of the sign-in's name
   */
  void end(String family);

  /**
   * Ends all sign-ins of a subject.
   *
   * @param subject whose
   */
  void endAll(String subject);

  @Override
  void close();

  /**
   * What came of a token.
   *
   * @param kind what it was
   * @param subject null if unknown
   * @param salt from which the next token is made, for NEXT and AGAIN
   * @param endsMillis until then the next token is good
   */
  record Turn(Kind kind, @Nullable String subject, @Nullable String salt, long endsMillis) {

    /** What a token was. */
    public enum Kind {
      /** It was the present one. */
      NEXT,
      /** It was the one before, a moment ago: the next token is still the present one. */
      AGAIN,
      /** It was one before: its sign-in has ended. */
      REUSED,
      /** There is no such sign-in. */
      UNKNOWN
    }

    /** There is no such sign-in. */
    public static final Turn NOBODY = new Turn(Kind.UNKNOWN, null, null, 0);
  }
}
