package org.example.shop;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The shop on Jetty 12, jakarta. */
public final class JakartaShop {

  private JakartaShop() {}

  /** A filter before all: its statement counts for the request. */
  static final class Door implements Filter {
    private final Store store;

    Door(Store store) {
      this.store = store;
    }

    @Override
    public void init(FilterConfig config) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if ("door".equals(((HttpServletRequest) request).getQueryString())) {
        store.one(4);
      }
      chain.doFilter(request, response);
    }

    @Override
    public void destroy() {}
  }

  static final class Shop extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient Store store;

    Shop(Store store) {
      this.store = store;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      try {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        String what = path.startsWith("/orders") ? "/orders" : path;
        switch (what) {
          case "/all" -> answer(response, store.nPlusOne());
          case "/orders" -> answer(response, store.one(3));
          case "/elsewhere" -> answer(response, store.elsewhere());
          case "/async" -> async(request);
          case "/write" -> {
            store.write();
            answer(response, 1);
          }
          case "/wrong" -> store.wrong();
          case "/large" -> response.getWriter().append("[" + "1, ".repeat(10_000) + "1]");
          default -> response.sendError(404);
        }
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new ServletException(e);
      }
    }

    private void async(HttpServletRequest request) {
      AsyncContext context = request.startAsync();
      store.later(
          () -> {
            try {
              answer((HttpServletResponse) context.getResponse(), store.one(5));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            } finally {
              context.complete();
            }
          });
    }

    private static void answer(HttpServletResponse response, int found) throws IOException {
      response.setContentType("application/json");
      response.getWriter().append(String.valueOf(found));
    }
  }

  /**
   * Serves, visits itself, and ends.
   *
   * @param arguments the JDBC URL
   */
  public static void main(String[] arguments) throws Exception {
    Store store = new Store(arguments[0]);
    Server server =
        new Server(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    ServletHolder shop = new ServletHolder("dispatcher", new Shop(store));
    shop.setAsyncSupported(true);
    context.addServlet(shop, "/shop/*");
    FilterHolder door = new FilterHolder(new Door(store));
    door.setAsyncSupported(true);
    context.addFilter(door, "/*", EnumSet.of(DispatcherType.REQUEST));
    server.setHandler(context);
    server.start();
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    Visitor.visit(port);
    Visitor.keep(System.getProperty("headroom.agent.port", ""));
    System.exit(0);
  }
}
