package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Sends a stored answer: whole, in part, or only that it has not changed. */
final class Replay {

  private static final Set<String> OF_A_304 =
      Set.of("cache-control", "content-location", "expires", "vary", "last-modified");

  private final CacheRoute route;
  private final HttpServletRequest request;
  private final HttpServletResponse response;

  Replay(CacheRoute route, HttpServletRequest request, HttpServletResponse response) {
    this.route = route;
    this.request = request;
    this.response = response;
  }

  /**
   * Sends it, and says with which status.
   *
   * @param how the Cache-Status
   * @param ageSeconds since it was rendered; negative: just now
   */
  int send(StoredAnswer answer, String how, long ageSeconds) throws IOException {
    int status = Conditions.status(request, answer);
    headers(answer, status);
    response.setHeader("ETag", answer.etag);
    response.setHeader("Cache-Status", how);
    if (ageSeconds >= 0) {
      response.setHeader("Age", Long.toString(ageSeconds));
    }
    if (answer.header("Cache-Control") == null) {
      response.setHeader("Cache-Control", control(route));
    }
    if (status != 200) {
      response.setStatus(status);
      return status;
    }
    long[] range = Conditions.range(request, answer);
    if (range == null) {
      whole(answer);
    } else {
      part(answer, range);
    }
    return status;
  }

  static String control(CacheRoute route) {
    Duration age = route.clientMaxAge();
    String who = route.isPublic() ? "public" : "private";
    return age.isZero() ? who + ", no-cache" : who + ", max-age=" + age.toSeconds();
  }

  private void headers(StoredAnswer answer, int status) {
    Set<String> set = new HashSet<>();
    for (int i = 0; i < answer.headers.size(); i += 2) {
      String name = answer.headers.get(i);
      String lower = name.toLowerCase(Locale.ROOT);
      if (status != 200 && !OF_A_304.contains(lower)) {
        continue;
      }
      // Vary is added to: a filter further out may vary on more.
      if (set.add(lower) && !lower.equals("vary")) {
        response.setHeader(name, answer.headers.get(i + 1));
      } else {
        response.addHeader(name, answer.headers.get(i + 1));
      }
    }
  }

  private void whole(StoredAnswer answer) throws IOException {
    if (answer.contentType != null) {
      response.setContentType(answer.contentType);
    }
    response.setHeader("Accept-Ranges", "bytes");
    if (CompressedResponse.sendStored(request, answer)) {
      return;
    }
    response.setContentLengthLong(answer.body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body);
    }
  }

  private void part(StoredAnswer answer, long[] range) throws IOException {
    if (range[0] < 0) {
      response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
      response.setHeader("Content-Range", "bytes */" + answer.body.length);
      response.setContentLengthLong(0);
      return;
    }
    if (answer.contentType != null) {
      response.setContentType(answer.contentType);
    }
    int length = (int) (range[1] - range[0] + 1);
    response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
    response.setHeader(
        "Content-Range", "bytes " + range[0] + "-" + range[1] + "/" + answer.body.length);
    response.setContentLengthLong(length);
    response.getOutputStream().write(answer.body, (int) range[0], length);
  }
}
