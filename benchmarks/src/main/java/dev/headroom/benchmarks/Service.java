package dev.headroom.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import javax.sql.DataSource;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The service that is measured: {@code GET /customers/ID} executes five statements and answers with
 * about 2 KB of JSON. Nothing in it is slow, so that what observing adds is a large share.
 */
final class Service extends HttpServlet {

  static final String LISTENING = "Listening on port ";

  private static final long serialVersionUID = 1;

  private final transient DataSource source;

  private Service(DataSource source) {
    this.source = source;
  }

  /** Started by {@link Started}: the way, and the database's URL. */
  public static void main(String[] args) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(args[1]);
    config.setMaximumPoolSize(8);
    Wrapping wrapping = Wrapping.of(Way.valueOf(args[0]), new HikariDataSource(config));
    Server server = new Server(new QueuedThreadPool(20, 8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    for (Filter filter : wrapping.filters()) {
      context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    context.addServlet(new ServletHolder(new Service(wrapping.source())), "/customers/*");
    server.setHandler(context);
    server.start();
    System.out.println(LISTENING + connector.getLocalPort());
    server.join();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    long id = Long.parseLong(request.getPathInfo().substring(1));
    StringBuilder json = new StringBuilder(2_048).append('{');
    try (Connection connection = source.getConnection()) {
      rows(connection, json, "customer", "select id, name, email from customers where id = ?", id);
      rows(
          connection,
          json,
          "orders",
          "select id, status, total from orders where customer_id = ? order by id desc limit 20",
          id);
      rows(
          connection,
          json,
          "items",
          "select i.id, i.order_id, i.name, i.price from items i join orders o on o.id = i.order_id"
              + " where o.customer_id = ? order by i.id limit 20",
          id);
      rows(
          connection,
          json,
          "sums",
          "select count(*) as orders, sum(total) as total from orders where customer_id = ?",
          id);
      rows(
          connection,
          json,
          "settings",
          "select name, value from settings where customer_id = ?",
          id);
    } catch (SQLException e) {
      throw new ServletException(e);
    }
    json.setCharAt(json.length() - 1, '}');
    response.setContentType("application/json");
    response.getOutputStream().write(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void rows(
      Connection connection, StringBuilder json, String name, String sql, long id)
      throws SQLException {
    json.append('"').append(name).append("\":[");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        String comma = "";
        while (rows.next()) {
          json.append(comma);
          comma = ",";
          char open = '[';
          for (int i = 1; i <= columns; i++) {
            json.append(open).append('"').append(rows.getString(i)).append('"');
            open = ',';
          }
          json.append(']');
        }
      }
    }
    json.append("],");
  }
}
