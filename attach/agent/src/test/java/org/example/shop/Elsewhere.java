package org.example.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcConnectionPool;

/** Requests that work on virtual threads, call elsewhere, and use pools of three makers. */
public final class Elsewhere {

  private final DataSource hikari;
  private final DataSource mybatis;
  private final DataSource h2;
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  private Elsewhere(String folder) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + folder + "/elsewhere.db");
    config.setPoolName("hikari");
    hikari = new HikariDataSource(config);
    mybatis =
        new PooledDataSource("org.sqlite.JDBC", "jdbc:sqlite:" + folder + "/mybatis.db", "", "");
    h2 = JdbcConnectionPool.create("jdbc:h2:mem:elsewhere", "sa", "");
  }

  private static int one(DataSource from, int number) {
    try (Connection connection = from.getConnection()) {
      return one(connection, number);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int one(Connection connection, int number) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select ? + 1")) {
      select.setInt(1, number);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  /** Java 21 and newer have them; this is compiled for 17. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private void serve(String path) throws Exception {
    switch (path) {
      case "/virtual" -> {
        ExecutorService threads = virtualThreads();
        try {
          for (int i = 0; i < 3; i++) {
            int number = i;
            threads.submit(() -> one(hikari, number)).get();
          }
        } finally {
          threads.shutdown();
        }
      }
      case "/calling" -> {
        try (Connection connection = hikari.getConnection()) {
          one(connection, 1);
          get("/slow");
        }
      }
      case "/slow" -> new java.util.concurrent.CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
      case "/transaction" -> {
        try (Connection connection = mybatis.getConnection()) {
          connection.setAutoCommit(false);
          one(connection, 1);
          connection.commit();
        }
      }
      case "/h2" -> one(h2, 1);
      default -> throw new IllegalArgumentException(path);
    }
  }

  private void get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    int status =
        client
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
            .statusCode();
    if (status != 200) {
      throw new IllegalStateException(path + " answered " + status);
    }
  }

  private final class Page extends jakarta.servlet.http.HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException {
      try {
        serve(request.getServletPath());
        response.getOutputStream().write(new byte[700]);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  /**
   * Serves, visits itself five times, and ends.
   *
   * @param arguments a folder, then the paths to visit
   */
  public static void main(String[] arguments) throws Exception {
    Elsewhere pages = new Elsewhere(arguments[0]);
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler();
    for (String path : new String[] {"/virtual", "/calling", "/slow", "/transaction", "/h2"}) {
      context.addServlet(new ServletHolder(path.substring(1), pages.new Page()), path);
    }
    server.setHandler(context);
    server.start();
    pages.port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    for (int i = 0; i < 5; i++) {
      for (int path = 1; path < arguments.length; path++) {
        pages.get(arguments[path]);
      }
    }
    Visitor.keep(System.getProperty("headroom.agent.port", ""));
    System.exit(0);
  }
}
