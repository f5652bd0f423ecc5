package dev.headroom.observe;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the observer a request's bytes, as far as the servlet API shows them. */
final class Transferred {

  /** Types that compress to a third or less, besides {@code text/*}. */
  private static final List<String> COMPRESSIBLE =
      List.of(
          "json",
          "xml",
          "javascript",
          "ecmascript",
          "x-www-form-urlencoded",
          "yaml",
          "graphql",
          "wasm",
          "svg",
          "ndjson",
          "rtf",
          "x-font-ttf",
          "vnd.ms-fontobject");

  private Transferred() {}

  static void tell(
      Observer observer, Request request, HttpServletRequest http, ObserveResponse answer) {
    try {
      long bytes = http.getMethod().equals("HEAD") ? 0 : answer.bytes();
      boolean large = bytes >= Observer.LARGE_BYTES;
      observer.transfer(
          request,
          http.getContentLengthLong(),
          bytes,
          large ? answer.getContentType() : null,
          large ? answer.getHeader("Content-Encoding") : null);
    } catch (Throwable fault) {
      observer.fault(fault);
    }
  }

  /** Whether a type of content compresses well; {@code text/event-stream} is left alone. */
  static boolean compressible(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    return (type.startsWith("text/") && !type.equals("text/event-stream"))
        || COMPRESSIBLE.stream().anyMatch(type::endsWith);
  }
}
