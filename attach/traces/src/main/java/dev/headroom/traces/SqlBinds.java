package dev.headroom.traces;

import java.util.Map;

/**
 * What a trace tells of a statement's binds. Instrumentations usually replace literals by {@code
 * ?}, and leave placeholders as they are: then nothing is known. Parameters as attributes are
 * known, and so is a text without any placeholder: whatever it holds is all that it was run with.
 */
final class SqlBinds {

  /** The hash of binds that are not known. */
  static final long UNKNOWN = 0;

  private SqlBinds() {}

  static long hash(String sql, Map<String, String> parameters) {
    if (!parameters.isEmpty()) {
      long hash = hash(sql);
      for (Map.Entry<String, String> each : parameters.entrySet()) {
        hash = hash * 31 + hash(each.getKey());
        hash = hash * 31 + hash(each.getValue());
      }
      return hash == UNKNOWN ? 1 : hash;
    }
    if (hasPlaceholder(sql)) {
      return UNKNOWN;
    }
    long hash = hash(sql);
    return hash == UNKNOWN ? 1 : hash;
  }

  /** FNV-1a, 64 bit. */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Whether {@code ?}, {@code $1}, {@code :name} or {@code @p} stands outside of quotes. */
  static boolean hasPlaceholder(String sql) {
    int length = sql.length();
    for (int i = 0; i < length; i++) {
      char c = sql.charAt(i);
      char next = i + 1 < length ? sql.charAt(i + 1) : ' ';
      if (c == '\'' || c == '"' || c == '`') {
        int end = sql.indexOf(c, i + 1);
        i = end < 0 ? length : end;
      } else if (c == '-' && next == '-') {
        int end = sql.indexOf('\n', i);
        i = end < 0 ? length : end;
      } else if (c == '/' && next == '*') {
        int end = sql.indexOf("*/", i);
        i = end < 0 ? length : end + 1;
      } else if (c == ':' && next == ':') {
        i++; // a cast
      } else if (c == '?'
          || (c == '$' && Character.isDigit(next))
          || ((c == ':' || c == '@') && Character.isJavaIdentifierStart(next))) {
        return true;
      }
    }
    return false;
  }
}
