package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path as segments, decoded once. What servers, proxies and frameworks read differently (encoded
 * slashes, dot segments, path parameters, empty segments, control characters, broken encodings) has
 * no such form: nothing is cached under it.
 */
final class RequestPath {

  private RequestPath() {}

  /** The segments below the context path; null if the path can be read in more than one way. */
  static @Nullable List<String> of(HttpServletRequest request) {
    String uri = request.getRequestURI();
    String context = request.getContextPath();
    if (uri == null || !uri.startsWith(context)) {
      return null;
    }
    return parse(uri.substring(context.length()));
  }

  static @Nullable List<String> parse(String raw) {
    if (raw.length() < 2 || raw.charAt(0) != '/' || raw.length() > 4_096) {
      return null;
    }
    List<String> segments = new ArrayList<>();
    int from = 1;
    while (from <= raw.length()) {
      int to = raw.indexOf('/', from);
      String segment = segment(raw, from, to < 0 ? raw.length() : to);
      if (segment == null) {
        return null;
      }
      segments.add(segment);
      if (to < 0) {
        break;
      }
      from = to + 1;
    }
    return segments;
  }

  private static @Nullable String segment(String raw, int from, int to) {
    boolean plain = to > from;
    for (int i = from; i < to; i++) {
      char c = raw.charAt(i);
      if (c == ';' || c == '\\' || c <= ' ' || c == 127) {
        return null;
      }
      plain &= c != '%' && c < 127;
    }
    String segment = plain ? raw.substring(from, to) : decoded(raw, from, to);
    return segment == null || segment.equals(".") || segment.equals("..") ? null : segment;
  }

  private static @Nullable String decoded(String raw, int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate(to - from);
    for (int i = from; i < to; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(raw.charAt(i + 1), 16) : -1;
        int low = i + 2 < to ? Character.digit(raw.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.put((byte) ((high << 4) | low));
        i += 2;
      } else if (c < 128) {
        bytes.put((byte) c);
      } else {
        return null;
      }
    }
    return text(bytes.flip());
  }

  private static @Nullable String text(ByteBuffer bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      boolean clear =
          !text.isEmpty()
              && text.chars().noneMatch(c -> Character.isISOControl(c) || "/\\;%".indexOf(c) >= 0);
      return clear ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
