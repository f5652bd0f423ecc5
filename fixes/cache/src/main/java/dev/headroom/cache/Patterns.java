package dev.headroom.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The patterns by which a namespace was last invalidated, each with its stamp, at most {@link
 * #MOST}. When there are more the oldest is folded into the namespace's generation: what was born
 * before it is gone whatever its key. So invalidating by pattern costs the same however many keys
 * fit. Changed under the partition's lock, read without.
 */
final class Patterns {

  /** Most patterns checked for a key; the scripts keep to the same. */
  static final int MOST = 16;

  private final Generation namespace;
  private volatile List<Stamped> list = List.of();

  Patterns(Generation namespace) {
    this.namespace = namespace;
  }

  boolean admits(String key, long born) {
    for (Stamped one : list) {
      if (born < one.stamp() && matches(one.pattern(), key)) {
        return false;
      }
    }
    return true;
  }

  void add(String pattern, long stamp) {
    List<Stamped> next = new ArrayList<>(list);
    for (Stamped one : list) {
      if (one.pattern().equals(pattern)) {
        if (one.stamp() >= stamp) {
          return; // A node hears of its own invalidations too.
        }
        next.remove(one);
      }
    }
    next.add(new Stamped(pattern, stamp));
    Collections.sort(next, (a, b) -> Long.compare(a.stamp(), b.stamp()));
    while (next.size() > MOST) {
      namespace.raise(next.remove(0).stamp());
    }
    list = List.copyOf(next);
  }

  /** The server's form: {@code STAMP LENGTH:PATTERN} one after the other. */
  void load(byte[] raw) {
    int at = 0;
    while (at < raw.length) {
      int space = indexOf(raw, ' ', at);
      int colon = indexOf(raw, ':', space);
      long stamp = Long.parseLong(ascii(raw, at, space));
      int length = Integer.parseInt(ascii(raw, space + 1, colon));
      byte[] pattern = java.util.Arrays.copyOfRange(raw, colon + 1, colon + 1 + length);
      add(Text.string(pattern), stamp);
      at = colon + 1 + length;
    }
  }

  private static int indexOf(byte[] raw, char what, int from) {
    for (int i = from; i < raw.length; i++) {
      if (raw[i] == what) {
        return i;
      }
    }
    throw new IllegalArgumentException("patterns that Headroom did not write");
  }

  private static String ascii(byte[] raw, int from, int to) {
    return new String(raw, from, to - from, StandardCharsets.US_ASCII);
  }

  /** Whether a key fits: {@code *} is any run of characters, everything else is itself. */
  static boolean matches(String pattern, String key) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(key);
    }
    int last = pattern.lastIndexOf('*');
    String tail = pattern.substring(last + 1);
    if (key.length() < star + tail.length()
        || !key.startsWith(pattern.substring(0, star))
        || !key.endsWith(tail)) {
      return false;
    }
    int at = star;
    int end = key.length() - tail.length();
    for (int from = star; from < last; ) {
      int next = pattern.indexOf('*', from + 1);
      String part = pattern.substring(from + 1, next);
      int found = key.indexOf(part, at);
      if (found < 0 || found + part.length() > end) {
        return false;
      }
      at = found + part.length();
      from = next;
    }
    return true;
  }

  private record Stamped(String pattern, long stamp) {}
}
