package dev.headroom.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch may ask. Start from {@link #of}.
 *
 * @param path where batches are sent; default {@code /batch}
 * @param paths what may be asked: templates such as {@code /api/**}; at least one
 * @param maxRequests most GETs in one batch; 1 to 100, default 20
 * @param parallel how many of them run at the same time; 1 to 20, default 4
 * @param timeout what has not answered after this time is told as 504; 100 ms to 60 s, default 10 s
 * @param maxBody largest answer of one GET, in bytes; 1 KB to 16 MB, default 1 MB
 * @param maxRunning batches that run at the same time, more are refused with 503; each holds a
 *     thread of the server; 1 to 1,000, default 8
 * @param selfUrl the address at which this instance reaches itself; null: plain HTTP at the address
 *     and port that the batch came to
 */
public record BatchOptions(
    String path,
    List<String> paths,
    int maxRequests,
    int parallel,
    Duration timeout,
    int maxBody,
    int maxRunning,
    @Nullable String selfUrl) {

  /** Checks the values. */
  public BatchOptions {
    paths = List.copyOf(paths);
    if (!PathPattern.of(path).names().isEmpty() || path.endsWith("/**")) {
      throw new IllegalArgumentException("path is one place, such as /batch; was '" + path + "'");
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("paths names what a batch may ask, such as /api/**");
    }
    paths.forEach(PathPattern::of);
    within("max-requests", maxRequests, 1, 100);
    within("parallel", parallel, 1, 20);
    within("max-body", maxBody, 1_024, 16 << 20);
    within("max-running", maxRunning, 1, 1_000);
    if (timeout.toMillis() < 100 || timeout.toMillis() > 60_000) {
      throw new IllegalArgumentException("timeout is from PT0.1S to PT1M, was " + timeout);
    }
    if (selfUrl != null && !isOrigin(selfUrl)) {
      throw new IllegalArgumentException(
          "self-url is an origin, such as https://localhost:8443; was '" + selfUrl + "'");
    }
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }

  private static boolean isOrigin(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The defaults.
   *
   * @param paths what may be asked
   * @return options
   */
  public static BatchOptions of(String... paths) {
    return new BatchOptions(
        "/batch", List.of(paths), 20, 4, Duration.ofSeconds(10), 1 << 20, 8, null);
  }
}
