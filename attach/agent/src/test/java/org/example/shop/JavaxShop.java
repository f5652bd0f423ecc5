package org.example.shop;

import java.io.IOException;
import java.nio.file.Path;
import javax.servlet.AsyncContext;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** The shop on Tomcat 9, javax. */
public final class JavaxShop {

  private JavaxShop() {}

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
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Path.of("").toAbsolutePath().toString()); // its own, deleted after the test
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", null);
    Wrapper shop = Tomcat.addServlet(context, "dispatcher", new Shop(store));
    shop.setAsyncSupported(true);
    context.addServletMappingDecoded("/shop/*", "dispatcher");
    // As any Tomcat has it by its web.xml; without it, nothing of the application sees a wrong
    // path.
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    FilterDef door = new FilterDef();
    door.setFilterName("door");
    door.setFilter(new Door(store));
    door.setAsyncSupported("true");
    context.addFilterDef(door);
    FilterMap all = new FilterMap();
    all.setFilterName("door");
    all.addURLPattern("/*");
    context.addFilterMap(all);
    tomcat.start();
    int port = tomcat.getConnector().getLocalPort();
    Visitor.visit(port);
    Visitor.keep(System.getProperty("headroom.agent.port", ""));
    System.exit(0);
  }
}
