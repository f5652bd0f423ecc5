package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which answers may be kept: RFC 9111, section 3, and what this cache knows besides. */
final class Storing {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "date",
          "age",
          "content-length",
          "cache-status");

  private Storing() {}

  /** Why a rendered answer is not kept; null if it may be. */
  static @Nullable String refusal(CacheRoute route, Recorder answer, long nowMillis) {
    if (!answer.isPlain()) {
      return "it is an error, a redirect, too large, asynchronous or sets a cookie";
    }
    if (!answer.isWhole()) {
      return "its body is not as long as announced";
    }
    if (answer.getStatus() != 200) {
      return "its status is not 200";
    }
    for (String text : answer.recordedHeaders()) {
      if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        return "a header of it has a line break";
      }
    }
    if (answer.getHeader("Set-Cookie") != null || answer.getHeader("Set-Cookie2") != null) {
      return "it sets a cookie";
    }
    if (answer.getHeader("Content-Encoding") != null || answer.getHeader("Content-Range") != null) {
      return "it is encoded or partial";
    }
    if (!route.varyLocale()
        && (answer.isLocaleSet() || answer.getHeader("Content-Language") != null)) {
      return "it is in a language: set vary-locale";
    }
    CacheControl control = CacheControl.of(answer.getHeaders("Cache-Control"));
    String age = byAge(route, control);
    if (age == null && !control.has("max-age") && !control.has("s-maxage")) {
      age = byExpires(route, answer.getHeader("Expires"), nowMillis);
    }
    return age != null ? age : byVary(answer.getHeaders("Vary"));
  }

  private static @Nullable String byAge(CacheRoute route, CacheControl control) {
    if (control.has("no-store") || control.has("no-cache")) {
      return "its Cache-Control says no-store or no-cache";
    }
    if (route.isPublic() && control.has("private")) {
      return "its Cache-Control says private and the route is public";
    }
    long seconds = route.isPublic() ? control.seconds("s-maxage") : -1;
    seconds = seconds >= 0 ? seconds : control.seconds("max-age");
    return seconds >= 0 && seconds < route.ttl().toSeconds()
        ? "its Cache-Control's max-age is shorter than the route's ttl"
        : null;
  }

  /** Counts where no max-age does; what is no date is past (RFC 9111, 5.3). */
  private static @Nullable String byExpires(
      CacheRoute route, @Nullable String expires, long nowMillis) {
    if (expires == null) {
      return null;
    }
    Instant at = Conditions.date(expires);
    // A second, because dates have no parts of it.
    return at == null || at.toEpochMilli() + 1_000 < nowMillis + route.ttl().toMillis()
        ? "it Expires before the route's ttl"
        : null;
  }

  /**
   * Whether an answer may be served after its time: its handler can forbid it (RFC 9111, 4.2.4).
   */
  static boolean mayBeStale(CacheRoute route, StoredAnswer answer) {
    CacheControl control = CacheControl.of(answer.values("Cache-Control"));
    return !control.has("must-revalidate")
        && !(route.isPublic() && (control.has("proxy-revalidate") || control.has("s-maxage")));
  }

  private static @Nullable String byVary(Collection<String> vary) {
    for (String name : names(vary)) {
      if (name.equals("*")) {
        return "it varies on everything (Vary: *)";
      }
    }
    return null;
  }

  /** The request headers that an answer depends on, and their values in this request. */
  static List<String> vary(Collection<String> fields, HttpServletRequest request) {
    List<String> vary = new ArrayList<>();
    for (String name : names(fields)) {
      if (!name.equals("accept-encoding")) { // The cache holds answers without encoding.
        vary.add(name);
        vary.add(CacheKey.header(request, name));
      }
    }
    return vary;
  }

  private static List<String> names(Collection<String> fields) {
    return fields.stream()
        .flatMap(field -> Arrays.stream(field.split(",", -1)))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether an answer is for this request too (RFC 9111, 4.1). */
  static boolean fits(StoredAnswer answer, HttpServletRequest request) {
    for (int i = 0; i < answer.vary.size(); i += 2) {
      if (!CacheKey.header(request, answer.vary.get(i)).equals(answer.vary.get(i + 1))) {
        return false;
      }
    }
    return true;
  }

  static StoredAnswer answer(Recorder recorded, HttpServletRequest request, long bornMillis) {
    Set<String> dropped = new java.util.HashSet<>(OF_THE_CONNECTION);
    dropped.addAll(names(recorded.getHeaders("Connection")));
    List<String> headers = new ArrayList<>();
    List<String> all = recorded.recordedHeaders();
    for (int i = 0; i < all.size(); i += 2) {
      String lower = all.get(i).toLowerCase(Locale.ROOT);
      if (!dropped.contains(lower) && !lower.equals("etag")) {
        headers.add(all.get(i));
        headers.add(all.get(i + 1));
      }
    }
    byte[] body = recorded.recordedBody();
    String own = recorded.getHeader("ETag");
    String etag =
        own != null && (Etags.isStrong(own) || own.startsWith("W/"))
            ? own
            : Etags.strong(recorded.getContentType(), body);
    return new StoredAnswer(
        recorded.getContentType(),
        headers,
        vary(recorded.getHeaders("Vary"), request),
        body,
        etag,
        bornMillis);
  }
}
