package org.example.parcels;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Starts everything. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws Exception {
    HikariDataSource pool = pool();
    Seed.fill(pool);
    Tolls tolls = new Tolls();
    Server server = new Server(new QueuedThreadPool(40, 8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(env("PORT", "8080")));
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    server.setHandler(context);
    context.addServlet(new ServletHolder(new ParcelServlet(pool)), "/parcels/*");
    context.addServlet(new ServletHolder(new BoardServlet(pool)), "/boards/*");
    context.addServlet(new ServletHolder(new TourServlet(pool)), "/tours/*");
    context.addServlet(new ServletHolder(new CourierServlet(pool)), "/couriers");
    context.addServlet(new ServletHolder(new CustomerServlet(pool)), "/customers/*");
    context.addServlet(new ServletHolder(new QuoteServlet(pool, tolls)), "/quotes");
    context.addServlet(new ServletHolder(new ManifestServlet(pool)), "/manifests/*");
    context.addServlet(new ServletHolder(new SettlementServlet(pool)), "/settlements");
    context.addServlet(new ServletHolder(new PickupServlet(pool)), "/pickups");
    context.addServlet(new ServletHolder(new LabelServlet(pool)), "/labels/*");
    context.addServlet(new ServletHolder(new ScanExportServlet(pool)), "/exports/scans");
    context.addServlet(new ServletHolder(new EdiServlet(pool)), "/edi");
    context.addServlet(new ServletHolder(new ZoneServlet(pool)), "/zones/*");
    context.addServlet(new ServletHolder(new ImportServlet(pool)), "/imports");
    context.addServlet(new ServletHolder(new AddressServlet(pool)), "/addresses");
    context.addServlet(new ServletHolder(new OverviewServlet(pool)), "/overviews/*");
    context.addServlet(new ServletHolder(new MatchServlet(pool)), "/matches");
    context.addServlet(new ServletHolder(new HealthServlet(pool)), "/health");
    server.start();
    System.out.println("Listening on port " + connector.getLocalPort());
    server.join();
  }

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("parcels");
    config.setJdbcUrl(
        env("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/parcels?user=postgres"));
    config.setMaximumPoolSize(4);
    config.setConnectionTimeout(20_000);
    return new HikariDataSource(config);
  }

  private static String env(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null ? otherwise : value;
  }
}
