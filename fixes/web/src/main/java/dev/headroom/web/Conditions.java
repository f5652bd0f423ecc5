package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Conditional and range requests against a stored answer: RFC 9110, sections 13 and 14. */
final class Conditions {

  private static final Pattern RANGE =
      Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

  private Conditions() {}

  /** 200, 304 or 412, in the order of RFC 9110, 13.2.2. */
  static int status(HttpServletRequest request, StoredAnswer answer) {
    String ifMatch = list(request, "If-Match");
    Instant modified = date(answer.header("Last-Modified"));
    if (ifMatch != null) {
      if (!Etags.matchesStrongly(ifMatch, answer.etag)) {
        return 412;
      }
    } else {
      Instant unmodifiedSince = date(request.getHeader("If-Unmodified-Since"));
      if (unmodifiedSince != null && modified != null && modified.isAfter(unmodifiedSince)) {
        return 412;
      }
    }
    String ifNoneMatch = list(request, "If-None-Match");
    if (ifNoneMatch != null) {
      return Etags.matchesWeakly(ifNoneMatch, answer.etag) ? 304 : 200;
    }
    Instant modifiedSince = date(request.getHeader("If-Modified-Since"));
    return modifiedSince != null && modified != null && !modified.isAfter(modifiedSince)
        ? 304
        : 200;
  }

  /**
   * The range asked for as {first, last}; {-1, -1} if it lies outside; null for the whole: no
   * range, several, one that cannot be read, or one of another version.
   */
  static long @Nullable [] range(HttpServletRequest request, StoredAnswer answer) {
    String range = request.getMethod().equals("GET") ? request.getHeader("Range") : null;
    Matcher matcher = range == null ? null : RANGE.matcher(range);
    if (matcher == null || !matcher.matches() || !isSameVersion(request, answer)) {
      return null;
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    long length = answer.body.length;
    if (from.isEmpty()) {
      if (to.isEmpty()) {
        return null;
      }
      long suffix = Math.min(Long.parseLong(to), length);
      return suffix == 0 ? new long[] {-1, -1} : new long[] {length - suffix, length - 1};
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? length - 1 : Math.min(Long.parseLong(to), length - 1);
    if (!to.isEmpty() && Long.parseLong(to) < first) {
      return null;
    }
    return first >= length ? new long[] {-1, -1} : new long[] {first, last};
  }

  private static boolean isSameVersion(HttpServletRequest request, StoredAnswer answer) {
    String condition = request.getHeader("If-Range");
    if (condition == null) {
      return true;
    }
    if (condition.contains("\"")) {
      return !condition.strip().equals("*") && Etags.matchesStrongly(condition, answer.etag);
    }
    Instant date = date(condition);
    return date != null && date.equals(date(answer.header("Last-Modified")));
  }

  private static @Nullable String list(HttpServletRequest request, String name) {
    var values = Collections.list(request.getHeaders(name));
    return values.isEmpty() ? null : String.join(",", values);
  }

  static @Nullable Instant date(@Nullable String text) {
    try {
      return text == null
          ? null
          : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
    } catch (DateTimeException e) {
      return null; // A date that cannot be read is ignored (RFC 9110, 13.1.3).
    }
  }
}
