package dev.headroom.web;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fixes;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server behind a response cache, whose handler counts what it renders. */
final class Kitchen implements AutoCloseable {

  final List<CacheRoute> routes;
  final HeadroomCache cache;
  final ResponseCache answers;
  final Fixes fixes;
  final Server server;
  volatile WebUser user = Server::user;
  final AtomicInteger renderings = new AtomicInteger();

  Kitchen(Server.Handler handler, CacheRoute... routes) {
    this(null, handler, List.of(), request -> null, routes);
  }

  Kitchen(
      @Nullable String redis,
      Server.Handler handler,
      List<Filter> outside,
      java.util.function.Function<HttpServletRequest, @Nullable String> template,
      CacheRoute... routes) {
    this.routes = List.of(routes);
    this.cache = HeadroomCache.open(CacheOptions.of(redis, ResponseCache.namespaces(this.routes)));
    this.answers = new ResponseCache(cache, this.routes);
    this.fixes = fixes(this.routes);
    Filter filter =
        new ResponseCacheFilter(
            answers, fixes, request -> user.of(request), template, Clock.systemUTC());
    List<Filter> filters = new ArrayList<>(outside);
    filters.add(filter);
    this.server =
        new Server(
            (request, response) -> {
              renderings.incrementAndGet();
              handler.handle(request, response);
            },
            filters.toArray(Filter[]::new));
  }

  static Fixes fixes(List<CacheRoute> routes) {
    Fixes fixes =
        new Fixes(
            List.of(
                WebFixes.responseCache(routes), WebFixes.COMPRESSION, WebFixes.FIELD_SELECTION));
    var unused =
        fixes.switchTo(
            Set.of(
                WebFixes.RESPONSE_CACHE, WebFixes.COMPRESSION.id(), WebFixes.FIELD_SELECTION.id()));
    return fixes;
  }

  /** A route with what is usual in these tests; the settings are written as in a file. */
  static CacheRoute route(String path, String... settings) {
    CacheRoute base = CacheRoute.of("test", path, Duration.ofMinutes(5));
    Set<String> query = Set.of(values(settings, "query"));
    return new CacheRoute(
        Arrays.asList(settings).contains("second") ? "second" : base.name(),
        path,
        Arrays.asList(settings).contains("short") ? Duration.ofSeconds(1) : base.ttl(),
        Arrays.asList(settings).contains("public"),
        List.of(values(settings, "role")),
        Arrays.asList(settings).contains("locale"),
        List.of(values(settings, "vary")),
        query,
        Set.of(values(settings, "ignore")),
        List.of(values(settings, "pass")),
        List.of(values(settings, "tag")),
        List.of(values(settings, "write")),
        Arrays.asList(settings).contains("client") ? Duration.ofSeconds(60) : Duration.ZERO,
        Arrays.asList(settings).contains("swr") ? Duration.ofMinutes(1) : Duration.ZERO,
        Arrays.asList(settings).contains("sie") ? Duration.ofMinutes(1) : Duration.ZERO,
        10_000,
        base.maxBytes());
  }

  private static String[] values(String[] settings, String name) {
    return Arrays.stream(settings)
        .filter(setting -> setting.startsWith(name + "="))
        .map(setting -> setting.substring(name.length() + 1))
        .toArray(String[]::new);
  }

  @Override
  public void close() {
    server.close();
    cache.close();
  }
}
