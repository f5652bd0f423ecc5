package dev.headroom.benchmarks;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a request to the wellbeing service costs with 1, 10 and 100 times the events a day: rows and
 * pages as PostgreSQL counts them, statements and allocated bytes as the service does. None of them
 * depends on how busy the machine is.
 */
final class GrowthProgram implements AutoCloseable {

  static final List<Integer> TIMES = List.of(1, 10, 100);
  static final Map<String, Set<String>> ARMS = arms();
  static final Map<String, String> ROUTES = routes();

  private static final String TODAY = "2017-03-31";

  /** A day without events: what only the first request does is none of a request's work. */
  private static final String BEFORE = "2016-01-05";

  private static final String DATABASE = "wellbeing";
  private static final Path PLOT = Path.of("docs/benchmarks/growth.svg");

  private final DevPostgres server;
  private final Process process;
  private final URI base;
  private final ServiceClient client;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String token;

  /** The work of one request. */
  private record Point(
      String route,
      String arm,
      int times,
      long rows,
      long pages,
      long statements,
      long allocatedBytes) {}

  private static Map<String, Set<String>> arms() {
    Map<String, Set<String>> arms = new LinkedHashMap<>();
    arms.put("as found", Set.of());
    arms.put("set-based, indexes", Set.of("set-based", "indexes"));
    arms.put("rollups, indexes", Set.of("rollups", "indexes"));
    return arms;
  }

  private static Map<String, String> routes() {
    Map<String, String> routes = new LinkedHashMap<>();
    routes.put("dashboard", "/api/v1/analytics/dashboard");
    routes.put("daily", "/api/v1/analytics/summary/daily");
    routes.put("weekly", "/api/v1/analytics/summary/weekly");
    routes.put("insights", "/api/v1/analytics/insights");
    routes.put("quick stats", "/api/v1/analytics/quick-stats");
    return routes;
  }

  static void run(boolean quick) throws Exception {
    Table table =
        new Table(
            "Work of a request by events a day",
            "route",
            "answered by",
            "events, times",
            "rows",
            "pages",
            "statements",
            "allocated, kB");
    GrowthSvg plot = new GrowthSvg();
    Map<Integer, Long> events = new LinkedHashMap<>();
    List<Point> points = new ArrayList<>();
    for (int times : quick ? List.of(1) : TIMES) {
      try (GrowthProgram program = new GrowthProgram(times)) {
        events.put(times, program.events());
        program.measure(times, points);
      }
    }
    for (String route : ROUTES.keySet()) {
      for (String arm : ARMS.keySet()) {
        for (Point point : points) {
          if (point.route().equals(route) && point.arm().equals(arm)) {
            plot.add(route, arm, point.times(), (double) point.pages());
            table.row(
                route,
                arm,
                Integer.toString(point.times()),
                whole(point.rows()),
                whole(point.pages()),
                whole(point.statements()),
                whole(point.allocatedBytes() / 1_000));
          }
        }
      }
    }
    System.out.println("Events in the database by times: " + events);
    table.print(quick);
    if (!quick) {
      Files.writeString(PLOT, plot.text());
    }
  }

  private static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private GrowthProgram(int times) throws Exception {
    server = DevPostgres.temporary();
    server.createDatabase(DATABASE, null);
    int port = freePort();
    base = URI.create("http://127.0.0.1:" + port);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-jar",
                "services/wellbeing/target/headroom-wellbeing-0.1.0-SNAPSHOT-exec.jar")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("DATABASE_URL", server.jdbcUrl(DATABASE));
    builder.environment().put("WELLBEING_DATA", "small");
    builder.environment().put("WELLBEING_TIMES", Integer.toString(times));
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-service"));
    client = new ServiceClient(base);
    while (!client.answers("/api/v1/health")) {
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new IOException("the service ended by itself, with " + process.exitValue());
      }
    }
    token = signIn("user2");
    client.signIn("/api/v1/auth/sign-in", "admin@headroom.example", "admin");
    execute("vacuum analyze");
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private String signIn(String user) throws IOException, InterruptedException {
    String body = "{\"email\":\"" + user + "@headroom.example\",\"password\":\"user\"}";
    String answer =
        send(
            HttpRequest.newBuilder(base.resolve("/api/v1/auth/sign-in"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    return answer.replaceFirst("(?s).*\"accessToken\":\"([^\"]*).*", "$1");
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  private void measure(int times, List<Point> points) throws Exception {
    for (Map.Entry<String, Set<String>> arm : ARMS.entrySet()) {
      client.switchTo(arm.getValue());
      for (Map.Entry<String, String> route : ROUTES.entrySet()) {
        ask(route.getValue(), BEFORE);
        counted();
        client.clearObservations();
        long[] before = counted();
        ask(route.getValue(), TODAY);
        long[] after = counted();
        EndpointObservation seen =
            client.observations().endpoints().stream()
                .filter(one -> one.endpoint().equals("GET " + route.getValue()))
                .findFirst()
                .orElseThrow();
        points.add(
            new Point(
                route.getKey(),
                arm.getKey(),
                times,
                after[0] - before[0],
                after[1] - before[1],
                seen.statements(),
                seen.allocatedBytes()));
      }
    }
  }

  private void ask(String path, String date) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(base.resolve(path + "?date=" + date))
            .header("Authorization", "Bearer " + token)
            .build());
  }

  /** Rows and pages of tables and indexes so far; the service's connections tell when they end. */
  private long[] counted() throws SQLException {
    execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    // A connection used within the last half second would be handed out unchecked.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(800));
    return new long[] {
      number(
          "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables"
              + " where relname not like 'headroom%'"),
      number(
          "select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))"
              + " from pg_statio_user_tables where relname not like 'headroom%'")
    };
  }

  private long events() throws SQLException {
    return number(
        "select (select count(*) from screen_event) + (select count(*) from app_episode)"
            + " + (select count(*) from notification) + (select count(*) from focus_session)");
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(DATABASE));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(DATABASE));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(15, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly())
        .join();
    client.close();
    http.close();
    server.close();
  }
}
