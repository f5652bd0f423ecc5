package dev.headroom.traces;

/**
 * 128 bits: the id as hexadecimal digits says, or a hash of whatever else stands there.
 *
 * @param high first half
 * @param low second half
 */
record TraceId(long high, long low) {

  static TraceId of(String text) {
    if (text.length() == 32 && isHex(text)) {
      return new TraceId(
          Long.parseUnsignedLong(text.substring(0, 16), 16),
          Long.parseUnsignedLong(text.substring(16), 16));
    }
    return new TraceId(SqlBinds.hash(text), text.length());
  }

  /** A span's id; 0 for none. */
  static long span(String text) {
    if (text.isBlank()) {
      return 0;
    }
    return text.length() == 16 && isHex(text)
        ? Long.parseUnsignedLong(text, 16)
        : SqlBinds.hash(text);
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }
}
