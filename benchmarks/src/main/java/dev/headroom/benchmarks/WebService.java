package dev.headroom.benchmarks;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fixes;
import dev.headroom.web.CacheRoute;
import dev.headroom.web.ResponseCache;
import dev.headroom.web.ResponseCacheFilter;
import dev.headroom.web.WebFixes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** The service of S14: a route that answers with the same 2 KB of JSON each time. */
final class WebService extends HttpServlet {

  private static final long serialVersionUID = 1;
  static final byte[] BODY =
      ("{\"items\":[" + "{\"name\":\"Margherita\",\"price\":850},".repeat(58) + "0]}")
          .getBytes(StandardCharsets.US_ASCII);

  private WebService() {}

  /** Started by {@link ResponseCacheProgram}: the way. */
  public static void main(String[] args) throws Exception {
    WebWay way = WebWay.valueOf(args[0]);
    Server server = new Server(new QueuedThreadPool(20, 8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    Filter filter =
        switch (way.filters) {
          case NONE -> null;
          case CACHE -> filter(way != WebWay.OFF);
          case SPRING -> new ShallowEtagHeaderFilter();
        };
    if (filter != null) {
      context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    context.addServlet(new ServletHolder(new WebService()), "/");
    server.setHandler(context);
    server.start();
    System.out.println(Service.LISTENING + connector.getLocalPort());
    server.join();
  }

  static List<CacheRoute> routes() {
    CacheRoute own = CacheRoute.of("own", "/own/{id}", Duration.ofHours(1));
    CacheRoute base = CacheRoute.of("menu", "/menus/{id}", Duration.ofHours(1));
    CacheRoute shared =
        new CacheRoute(
            base.name(),
            base.path(),
            base.ttl(),
            true,
            base.varyRoles(),
            base.varyLocale(),
            base.varyHeaders(),
            base.query(),
            base.ignoreQuery(),
            base.passHeaders(),
            List.of("menu/{id}"),
            base.writes(),
            base.clientMaxAge(),
            base.staleWhileRevalidate(),
            base.staleIfError(),
            base.maxBody(),
            base.maxBytes());
    return List.of(own, shared);
  }

  static Filter filter(boolean on) {
    List<CacheRoute> routes = routes();
    Fixes fixes = new Fixes(List.of(WebFixes.responseCache(routes)));
    if (on) {
      var unused = fixes.switchTo(Set.of(WebFixes.RESPONSE_CACHE));
    }
    HeadroomCache cache =
        HeadroomCache.open(CacheOptions.of(null, ResponseCache.namespaces(routes)));
    return new ResponseCacheFilter(
        new ResponseCache(cache, routes),
        fixes,
        request -> request.getHeader("User"),
        request -> null,
        Clock.systemUTC());
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.setContentLength(BODY.length);
    response.getOutputStream().write(BODY);
  }
}
