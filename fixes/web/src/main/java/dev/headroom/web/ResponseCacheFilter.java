package dev.headroom.web;

import dev.headroom.cache.CacheLoadException;
import dev.headroom.loop.Fixes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers configured GET routes from a cache, and makes answers untrue when a write changes them.
 *
 * <h2>Never somebody else's answer</h2>
 *
 * <p>To stand behind whatever knows the user. An answer belongs to its user unless the route is
 * declared public; where no user is known nothing is kept. A key has everything that the answer may
 * depend on, and while rendering for the cache the handler sees nothing else of what the client
 * sent ({@link KeyedRequest}), so that no header or parameter can put into the cache what others do
 * not expect. A path that can be read in two ways is not looked up at all; an answer whose handler,
 * by the framework's own word, is of another route is not kept; nor is one during which user or
 * session changed, or which sets a cookie.
 *
 * <p>On a hit no handler runs: what a handler would refuse (not what security in front of it
 * refuses) is not refused until the answer is rendered anew. Private answers bound that to the same
 * user; a change of rights needs a tag.
 *
 * <h2>Never untrue for speed</h2>
 *
 * <p>Invalidations always run, the flag decides about reading only. A write takes effect before the
 * first byte of its answer, and once more when its handler is done: a client that has its answer
 * reads what it wrote. Cache and renderings race as {@link dev.headroom.cache.HeadroomCache} says:
 * an invalidation beats a rendering in flight.
 *
 * <p>Identical requests at the same time share one rendering. {@code Cache-Status} (RFC 9211) says
 * hit, miss, stale or bypass.
 */
public final class ResponseCacheFilter implements Filter {

  /**
   * Request attribute of an answer from the cache: its route's template, for whoever counts
   * requests by route although no handler ran.
   */
  public static final String ROUTE = "dev.headroom.web.route";

  private static final String MISS = "Headroom; fwd=miss";

  private final ResponseCache cache;
  private final Fixes fixes;
  private final WebUser user;
  private final Function<HttpServletRequest, @Nullable String> template;
  private final Clock clock;

  /**
   * A filter.
   *
   * @param cache the answers
   * @param fixes has {@link WebFixes#responseCache}; the flag is for reading
   * @param user who asks
   * @param template the route template by which the framework chose the handler, null if unknown
   * @param clock for the age of answers
   */
  public ResponseCacheFilter(
      ResponseCache cache,
      Fixes fixes,
      WebUser user,
      Function<HttpServletRequest, @Nullable String> template,
      Clock clock) {
    this.cache = cache;
    this.fixes = fixes;
    this.user = user;
    this.template = template;
    this.clock = clock;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST) {
      chain.doFilter(request, response);
      return;
    }
    String method = http.getMethod();
    if (cache.mayChange(method)) {
      write(http, answer, chain);
    } else if ((method.equals("GET") || method.equals("HEAD"))
        && fixes.isOn(WebFixes.RESPONSE_CACHE)) {
      read(http, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void write(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    Runnable changes = cache.changes(http);
    if (changes == null) {
      chain.doFilter(http, answer);
      return;
    }
    try {
      chain.doFilter(http, new BeforeFirstByte(answer, changes));
    } finally {
      if (http.isAsyncStarted()) {
        http.getAsyncContext().addListener(new AfterAsync(changes));
      } else {
        changes.run();
      }
    }
  }

  private void read(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    ResponseCache.Found found = cache.mayHave(http) ? cache.find(RequestPath.of(http)) : null;
    if (found == null) {
      chain.doFilter(http, answer);
      return;
    }
    // Who asks may stand in a session that cannot be read: a public answer does not need it.
    String who = found.route().isPublic() ? null : user.of(http);
    String key = isPlain(http) ? CacheKey.of(http, found.route(), found.path(), who) : null;
    if (key == null || cache.passes(found.route(), key)) {
      bypass(http, answer, chain);
      return;
    }
    new Rendering(found, key, http, answer, chain).run();
  }

  /** A request with a body, or one that asks for nothing to be kept, is none for the cache. */
  private static boolean isPlain(HttpServletRequest http) {
    return http.getContentLengthLong() <= 0
        && http.getHeader("Transfer-Encoding") == null
        && !CacheControl.of(java.util.Collections.list(http.getHeaders("Cache-Control")))
            .has("no-store");
  }

  private void bypass(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    cache.bypassed.increment();
    answer.setHeader("Cache-Status", "Headroom; fwd=bypass");
    chain.doFilter(http, answer);
  }

  private long age(StoredAnswer stored) {
    return Math.max(0, clock.millis() - stored.bornMillis);
  }

  private static String hit(CacheRoute route, long age) {
    long left = route.ttl().toMillis() - age;
    return "Headroom; hit; ttl=" + Math.floorDiv(left, 1_000L) + (left < 0 ? "; detail=stale" : "");
  }

  /**
   * One GET: a look-up, and the rendering if this request is the one that does it. A HEAD is a GET
   * whose body is not sent.
   */
  private final class Rendering {

    private final ResponseCache.Found found;
    private final CacheRoute route;
    private final String key;
    private final HttpServletRequest http;
    private final HttpServletResponse answer;
    private final FilterChain chain;
    private @Nullable Recorder recorder;
    private @Nullable StoredAnswer rendered;
    private @Nullable Exception failure;

    Rendering(
        ResponseCache.Found found,
        String key,
        HttpServletRequest http,
        HttpServletResponse answer,
        FilterChain chain) {
      this.found = found;
      this.route = found.route();
      this.key = key;
      this.http = http;
      this.answer = answer;
      this.chain = chain;
    }

    void run() throws IOException, ServletException {
      StoredAnswer stored = null;
      try {
        stored = found.kept().answers.get(key, found.tags(), this::render);
      } catch (Failed | CacheLoadException e) {
        // Ours is told below; another request's is not ours: this one renders itself.
      } catch (RuntimeException e) {
        cache.fault(route, e);
      }
      if (stored != null && stored == rendered) {
        cache.misses.increment();
        var unused = new Replay(route, http, answer).send(stored, MISS + "; stored", -1);
      } else if (stored != null && mayServe(stored)) {
        serve(stored);
      } else if (recorder != null) {
        own();
      } else {
        bypass(http, answer, chain);
      }
    }

    /** What goes straight to its client lasts as long as that client likes: nobody waits for it. */
    private void pass() {
      cache.pass(route, key);
      found.kept().answers.giveUp(key, new Failed());
    }

    private boolean mayServe(StoredAnswer stored) {
      long late = age(stored) - route.ttl().toMillis();
      if (late > 0 && !Storing.mayBeStale(route, stored)) {
        return false;
      }
      long window =
          (recorder == null ? route.staleWhileRevalidate() : route.staleIfError()).toMillis();
      return late <= Math.max(window, 0)
          && (recorder == null || !recorder.isThrough())
          && Storing.fits(stored, http);
    }

    private void serve(StoredAnswer stored) throws IOException {
      long age = age(stored);
      http.setAttribute(ROUTE, found.kept().template);
      cache.hits.increment();
      if (age > route.ttl().toMillis()) {
        cache.stale.increment();
      }
      if (recorder != null) {
        cache.failed(route, failure);
      }
      if (new Replay(route, http, answer).send(stored, hit(route, age), age / 1_000) == 304) {
        cache.notModified.increment();
      }
    }

    /** What this request rendered itself, and nobody keeps. */
    private void own() throws IOException, ServletException {
      Recorder mine = Objects.requireNonNull(recorder);
      if (failure instanceof ServletException e) {
        throw e;
      }
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (!mine.isThrough()) {
        answer.setHeader("Cache-Status", MISS);
        mine.send();
      }
    }

    private @Nullable StoredAnswer render() {
      // First: what throws here leaves no recorder behind, and the handler runs without the cache.
      String who = user.of(http);
      String session = session();
      Recorder mine = new Recorder(answer, route.maxBody(), this::pass);
      recorder = mine;
      long born = clock.millis();
      try {
        chain.doFilter(new KeyedRequest(http, route, mine), mine);
      } catch (IOException | ServletException | RuntimeException e) {
        failure = e;
        throw new Failed();
      }
      if (mine.getStatus() >= 500 && !mine.isThrough()) {
        throw new Failed();
      }
      String refusal = refusal(mine, who, session);
      if (refusal != null) {
        cache.refused(route, refusal);
        return null;
      }
      StoredAnswer whole = Storing.answer(mine, http, born);
      rendered = whole;
      return whole;
    }

    private @Nullable String refusal(
        Recorder mine, @Nullable String who, @Nullable String session) {
      if (!Objects.equals(who, user.of(http)) || !Objects.equals(session, session())) {
        return "the user or the session changed while it was rendered";
      }
      String chosen = template.apply(http);
      if (chosen != null && !found.kept().pattern.isSameAs(chosen)) {
        return "its handler is of " + chosen;
      }
      if (chosen != null) {
        found.kept().template = chosen;
      }
      return Storing.refusal(route, mine, clock.millis());
    }

    private @Nullable String session() {
      HttpSession session = http.getSession(false);
      return session == null ? null : session.getId();
    }
  }

  /** A rendering that failed: a stale answer may stand in. */
  private static final class Failed extends RuntimeException {

    private static final long serialVersionUID = 1;

    Failed() {
      super("rendering failed", null, false, false);
    }
  }
}
