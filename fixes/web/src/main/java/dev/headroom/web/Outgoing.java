package dev.headroom.web;

import dev.headroom.loop.Fixes;
import dev.headroom.loop.Nearest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls to other services that end in time, stop while the other side is down, and do not pile up:
 * Resilience4j's circuit breaker and bulkhead, a deadline, and retries under one budget.
 *
 * <p>A call runs on a thread of its own, its caller waits no longer than the deadline. A call that
 * is late counts as failed then, not when it ends: a service that takes calls and never answers
 * opens the breaker like one that refuses them. The late thread is interrupted and keeps its place
 * among those under way until it has really ended, so that what cannot be interrupted cannot pile
 * up either.
 *
 * <p>Thread-locals do not reach the call.
 */
public final class Outgoing implements AutoCloseable {

  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS");

  private final Map<String, Dependency> byName = new TreeMap<>();
  private final Map<String, String> byHost = new HashMap<>();
  private final Fixes fixes;
  private final ExecutorService threads;

  /**
   * Outgoing calls.
   *
   * @param dependencies the services that are called
   * @param retryShare retries that may be made for each call, over all dependencies; 0 to 1, 0.1 is
   *     usual
   * @param fixes has {@link WebFixes#OUTGOING}
   * @throws IllegalArgumentException if names or hosts repeat
   */
  public Outgoing(Collection<OutgoingOptions> dependencies, double retryShare, Fixes fixes) {
    RetryBudget budget = new RetryBudget(retryShare);
    this.fixes = fixes;
    this.threads = threads();
    for (OutgoingOptions options : dependencies) {
      if (byName.put(options.name(), new Dependency(options, budget, threads)) != null) {
        throw new IllegalArgumentException("two dependencies are called '" + options.name() + "'");
      }
      for (String host : options.hosts()) {
        String other = byHost.put(host, options.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "host '" + host + "' is of '" + other + "' and of '" + options.name() + "'");
        }
      }
    }
  }

  /** As many as the bulkheads let through. */
  private static ThreadPoolExecutor threads() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "headroom-outgoing-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * The dependency at an address.
   *
   * @param uri absolute
   * @return its name; null if none is declared there
   */
  public @Nullable String at(URI uri) {
    if (uri.getHost() == null) {
      return null;
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    String exact = byHost.get(host + ":" + port);
    return exact != null ? exact : byHost.get(host);
  }

  /**
   * Calls a dependency.
   *
   * @param name its name
   * @param repeatable whether the call may be made again after a failure
   * @param call reads the whole answer before it returns
   * @param failed whether an answer counts as a failure, such as a status of 500
   * @param <T> the answer
   * @return the answer, a failed one too when there are no retries left
   * @throws OutgoingException if the call was not made or was late
   * @throws Exception of the call
   */
  public <T> T call(String name, boolean repeatable, Callable<T> call, Predicate<T> failed)
      throws Exception {
    Dependency dependency = byName.get(name);
    if (dependency == null) {
      throw new IllegalArgumentException(
          Nearest.unknown("dependency", name, byName.keySet())
              + "; declared under headroom.web.outgoing.dependencies");
    }
    return fixes.isOn(WebFixes.OUTGOING.id())
        ? dependency.call(repeatable, call, failed)
        : call.call();
  }

  /**
   * Sends a request; to a host that is not declared as the client does it.
   *
   * @param client sends it
   * @param request GET, HEAD and OPTIONS may be repeated
   * @param body reads the whole body; one that gives a stream away ends the deadline's watch
   * @param <T> the body
   * @return the answer
   * @throws IOException if there is none, an {@link OutgoingException} if it was not sent or late
   * @throws InterruptedException if interrupted
   */
  public <T> HttpResponse<T> send(
      HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    String name = at(request.uri());
    if (name == null) {
      return client.send(request, body);
    }
    try {
      return call(
          name,
          isRepeatable(request.method()),
          () -> client.send(request, body),
          answer -> isFailure(answer.statusCode()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /**
   * Whether a request with this method changes nothing.
   *
   * @param method in capitals
   * @return true if it may be sent again
   */
  public static boolean isRepeatable(String method) {
    return REPEATABLE.contains(method);
  }

  /**
   * Whether an answer says that the other side is not well.
   *
   * @param status its status
   * @return true from 500
   */
  public static boolean isFailure(int status) {
    return status >= 500;
  }

  /**
   * What happened.
   *
   * @return a snapshot by name
   */
  public Map<String, OutgoingStats> stats() {
    Map<String, OutgoingStats> stats = new TreeMap<>();
    byName.forEach((name, dependency) -> stats.put(name, dependency.stats()));
    return stats;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
