package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Several GETs in one round trip, for a {@link BatchFilter} and a {@link BatchEntrance}.
 *
 * <p>A GET of a batch is a request like any other: the instance asks itself over HTTP, so that
 * whatever stands in front of a handler (sign-in, rules by path, limits, caches, the access log)
 * stands in front of it here too. A dispatch inside the container would pass by every filter that
 * is mapped to requests only, and by the container's own security constraints.
 *
 * <p>What the client sent with the batch goes with each of its GETs under a random name that is
 * good once: {@link BatchEntrance} puts headers, address, host and scheme back in place.
 */
public final class Batches implements AutoCloseable {

  static final String HEADER = "Headroom-Batch";

  private final BatchOptions options;
  private final List<PathPattern> allowed;
  private final List<String> path;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, BatchCaller> expected = new ConcurrentHashMap<>();
  private final ExecutorService threads;
  private final HttpClient client;
  private final Semaphore running;
  final LongAdder batches = new LongAdder();
  final LongAdder parts = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder late = new LongAdder();

  /**
   * Batches.
   *
   * @param options what a batch may ask
   */
  public Batches(BatchOptions options) {
    this.options = options;
    this.allowed = options.paths().stream().map(PathPattern::of).toList();
    this.path = List.of(options.path().substring(1).split("/", -1));
    this.running = new Semaphore(options.maxRunning());
    this.threads = threads();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(2))
            .executor(threads)
            .build();
  }

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            2,
            2,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "headroom-batch");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  BatchOptions options() {
    return options;
  }

  HttpClient client() {
    return client;
  }

  boolean isBatch(HttpServletRequest request) {
    return request.getMethod().equals("POST") && path.equals(RequestPath.of(request));
  }

  /** Why a path cannot be asked for; null if it can. */
  @Nullable String refusal(String asked) {
    int query = asked.indexOf('?');
    List<String> segments = RequestPath.parse(query < 0 ? asked : asked.substring(0, query));
    if (segments == null) {
      return "is no path below this service that can be read in one way only, such as"
          + " /api/orders/7?page=2";
    }
    if (segments.equals(path)) {
      return "is the batch itself: put its requests into this one";
    }
    return allowed.stream().anyMatch(pattern -> pattern.match(segments) != null)
        ? null
        : "is not among what a batch may ask: " + String.join(", ", options.paths());
  }

  boolean begin() {
    return running.tryAcquire();
  }

  void end() {
    running.release();
  }

  /** A name under which one request from here is known, once. */
  String expect(BatchCaller caller) {
    String name = new BigInteger(128, random).toString(36);
    expected.put(name, caller);
    return name;
  }

  void expectNoMore(String name) {
    expected.remove(name);
  }

  @Nullable BatchCaller arrived(String name) {
    return expected.remove(name);
  }

  /**
   * Batches answered since the start.
   *
   * @return 0 or more
   */
  public long batches() {
    return batches.sum();
  }

  /**
   * GETs run for them.
   *
   * @return 0 or more; identical ones in a batch count once
   */
  public long parts() {
    return parts.sum();
  }

  /**
   * Batches refused because too many were running.
   *
   * @return 0 or more
   */
  public long refused() {
    return refused.sum();
  }

  /**
   * GETs that had not answered in time.
   *
   * @return 0 or more
   */
  public long late() {
    return late.sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
