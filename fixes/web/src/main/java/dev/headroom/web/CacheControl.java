package dev.headroom.web;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Directives of a Cache-Control field (RFC 9111, 5.2); names in lower case. */
final class CacheControl {

  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?:\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,;]+))?");

  private final Map<String, String> directives = new HashMap<>();

  static CacheControl of(Iterable<String> values) {
    CacheControl control = new CacheControl();
    for (String value : values) {
      Matcher matcher = DIRECTIVE.matcher(value);
      while (matcher.find()) {
        String argument = matcher.group(2) == null ? "" : matcher.group(2).replace("\"", "");
        control.directives.merge(
            matcher.group(1).toLowerCase(Locale.ROOT), argument, CacheControl::stricter);
      }
    }
    return control;
  }

  boolean has(String name) {
    return directives.containsKey(name);
  }

  /** Seconds of a directive; what is no number counts as 0 (RFC 9111, 4.2.1); -1 if not there. */
  long seconds(String name) {
    String value = directives.get(name);
    return value == null ? -1 : number(value);
  }

  private static long number(String value) {
    return value.matches("\\d{1,9}") ? Long.parseLong(value) : value.matches("\\d+") ? 1L << 31 : 0;
  }

  private static String stricter(String one, String other) {
    return number(one) <= number(other) ? one : other;
  }
}
