package dev.headroom.observe;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tells bearer tokens apart without keeping them: SipHash-2-4 (Aumasson, Bernstein 2012) of a
 * token's end under a key that is drawn at random for this process and never leaves it. Who has a
 * hash, from a heap dump say, learns nothing of the token, and nobody can make two tokens that
 * share one.
 *
 * <p>The end is enough: the last 64 characters of a JWT are of its signature, which differs with
 * anything in it, and an opaque token is hardly longer. So a long token costs no more than a short
 * one.
 */
final class TokenHash {

  private static final String SCHEME = "Bearer ";
  private static final int END = 64;

  /** Drawn at the first token: a service without tokens does not wait for random bits. */
  private static final class Key {
    private static final long FIRST;
    private static final long SECOND;

    static {
      SecureRandom random = new SecureRandom();
      FIRST = random.nextLong();
      SECOND = random.nextLong();
    }
  }

  private TokenHash() {}

  /** The hash of a header's bearer token, never 0; 0 if it has none. */
  static long of(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return 0;
    }
    int to = authorization.length();
    while (to > SCHEME.length() && authorization.charAt(to - 1) == ' ') {
      to--;
    }
    int from = Math.max(SCHEME.length(), to - END);
    if (from == to) {
      return 0;
    }
    long hash = sip(Key.FIRST, Key.SECOND, authorization, from, to);
    return hash == 0 ? 1 : hash;
  }

  /** SipHash-2-4 of the low bytes of some characters: a header has no others. */
  static long sip(long first, long second, String text, int from, int to) {
    long v0 = first ^ 0x736f6d6570736575L;
    long v1 = second ^ 0x646f72616e646f6dL;
    long v2 = first ^ 0x6c7967656e657261L;
    long v3 = second ^ 0x7465646279746573L;
    int length = to - from;
    int rounds = 2;
    for (int at = 0; at <= length + 8; at += 8) {
      boolean last = at > length;
      long word = 0;
      if (!last) {
        for (int i = Math.min(8, length - at) - 1; i >= 0; i--) {
          word = (word << 8) | (text.charAt(from + at + i) & 0xff);
        }
        if (length - at < 8) {
          word |= (long) length << 56;
        }
        v3 ^= word;
      } else {
        v2 ^= 0xff;
        rounds = 4;
      }
      for (int i = 0; i < rounds; i++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      if (!last) {
        v0 ^= word;
      }
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
