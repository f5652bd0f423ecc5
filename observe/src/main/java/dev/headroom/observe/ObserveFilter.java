package dev.headroom.observe;

import dev.headroom.loop.Fixes;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The door: begins and ends the request, resolves the fixes once for all of it, tells its time in
 * {@code X-Response-Time} (milliseconds), {@code X-Process-Time} (seconds) and {@code
 * Server-Timing}, and logs slow requests.
 *
 * <p>To be the first filter, for {@code REQUEST} and {@code ASYNC} dispatches. The headers are set
 * when the first byte is written, so what is streamed after that is not in them; it is in the sums.
 * An asynchronous request ends when its container completes it.
 *
 * <p>Bytes are counted as the application writes them, before the container compresses them;
 * whether it does is read from the answer's {@code Content-Encoding}, which Tomcat, Jetty and
 * Undertow set when they commit. What a container sends by itself (static files by {@code
 * sendfile}, its own error pages), and what an asynchronous request writes to a response that it
 * did not hand to {@code startAsync}, is not seen, nor is compression by a proxy in front.
 */
public final class ObserveFilter implements Filter {

  private static final System.Logger SLOW = System.getLogger("dev.headroom.slow");
  private static final String REQUEST = ObserveFilter.class.getName() + ".request";
  private static final String UNMATCHED = "(unmatched)";

  private final Observer observer;
  private final Fixes fixes;
  private final Function<HttpServletRequest, @Nullable String> route;
  private final long slowNanos;
  private final LongAdder slow = new LongAdder();

  /**
   * A filter.
   *
   * @param observer who counts
   * @param fixes resolved once per request
   * @param route tells the route template of a request, null while unknown
   */
  public ObserveFilter(
      Observer observer, Fixes fixes, Function<HttpServletRequest, @Nullable String> route) {
    this.observer = observer;
    this.fixes = fixes;
    this.route = route;
    this.slowNanos = observer.options().slowRequest().toNanos();
  }

  /** A request and what belongs to it between its dispatches. */
  private record Served(
      Request request, long flags, HttpServletRequest http, ObserveResponse answer) {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    Object known = request.getAttribute(REQUEST);
    if (known instanceof Served served) {
      if (request.getDispatcherType() == DispatcherType.ASYNC) {
        again(served, answer, chain, http);
      } else {
        chain.doFilter(request, response); // a forward inside the request
      }
      return;
    }
    first(http, answer, chain);
  }

  private void first(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    observer.serving();
    Request request = observer.begin(http.getMethod(), () -> route.apply(http));
    try {
      observer.authorization(request, http.getHeader("Authorization"));
    } catch (RuntimeException fault) { // of a wrapper around it
      observer.fault(fault);
    }
    ObserveResponse observed = new ObserveResponse(answer, observer, request);
    Served served = new Served(request, fixes.flags(), http, observed);
    http.setAttribute(REQUEST, served);
    pass(served, http, observed, chain);
  }

  @SuppressWarnings("try") // a scope is held, not used
  private void again(
      Served served, HttpServletResponse answer, FilterChain chain, HttpServletRequest http)
      throws IOException, ServletException {
    try (Observer.Scope scope = observer.resume(served.request())) {
      pass(served, http, answer, chain);
    }
  }

  @SuppressWarnings("try") // a scope is held, not used
  private void pass(
      Served served, HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    boolean failed = true;
    try (Fixes.Entered entered = fixes.enter(served.flags())) {
      chain.doFilter(http, answer);
      failed = false;
    } finally {
      leave(served, http, answer, failed);
    }
  }

  private void leave(
      Served served, HttpServletRequest http, HttpServletResponse answer, boolean failed) {
    try {
      if (!failed && http.isAsyncStarted()) {
        http.getAsyncContext().addListener(new End(served, answer));
        observer.resume(null); // this thread is done with it; another goes on
        return;
      }
      ObserveResponse.beforeCommit(answer);
      end(served, failed ? Math.max(500, answer.getStatus()) : answer.getStatus());
    } catch (Throwable fault) {
      observer.fault(fault);
    }
  }

  private void end(Served served, int status) {
    HttpServletRequest http = served.http();
    String template = route.apply(http);
    long nanos = observer.now() - served.request().startNanos;
    Transferred.tell(observer, served.request(), http, served.answer());
    observer.end(served.request(), template == null ? UNMATCHED : template, status);
    if (nanos > slowNanos) {
      slow.increment();
      SLOW.log(
          System.Logger.Level.WARNING,
          String.format(
              Locale.ROOT,
              "slow request: %s %s %d %.1f ms",
              http.getMethod(),
              printable(http.getRequestURI()),
              status,
              nanos / 1e6));
    }
  }

  /** A path comes from outside: nothing in it may begin a line of its own. */
  private static String printable(@Nullable String path) {
    return path == null ? "" : path.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Requests above the threshold since the start.
   *
   * @return 0 or more
   */
  public long slowRequests() {
    return slow.sum();
  }

  /** Ends an asynchronous request. */
  private final class End implements AsyncListener {

    private final Served served;
    private final HttpServletResponse answer;
    private volatile boolean failed;

    End(Served served, HttpServletResponse answer) {
      this.served = served;
      this.answer = answer;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      try {
        end(served, failed ? Math.max(500, answer.getStatus()) : answer.getStatus());
      } catch (Throwable fault) {
        observer.fault(fault);
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      failed = true;
    }

    @Override
    public void onError(AsyncEvent event) {
      failed = true;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this); // listeners do not survive a new start
    }
  }
}
