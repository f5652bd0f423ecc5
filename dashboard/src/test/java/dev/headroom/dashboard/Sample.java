package dev.headroom.dashboard;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.Profile;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Observations to show, written by hand: a small shop whose order list reads items one by one. */
final class Sample {

  static final String ORDERS = "GET /api/v1/orders";
  static final String REPORT = "GET /api/v1/reports/{day}";
  static final String ITEMS = "select id, order_id, name from order_items where order_id = ?";
  static final String DAY = "select sum(total) from orders where created_at::date = ?";

  private Sample() {}

  static Observations observations() {
    return with(text -> text);
  }

  static Observations empty() {
    return new Observations(
        Observations.VERSION, 0, List.of(), List.of(), new Observations.Dropped(0, 0, 0));
  }

  /** The same with every text changed. */
  static Observations with(UnaryOperator<String> each) {
    return new Observations(
        Observations.VERSION,
        123_000_000_000L,
        List.of(
            endpoint(each.apply(ORDERS), 4_200, 0, 168e9, 140e9, 2e9, 4e9),
            endpoint(each.apply(REPORT), 310, 3, 74e9, 70e9, 0.5e9, 0),
            endpoint(each.apply("POST /api/v1/orders"), 910, 0, 21e9, 6e9, 0.2e9, 11e9),
            endpoint(each.apply("GET /health"), 2_000, 0, 0.4e9, 0, 0, 0)),
        List.of(
            statement(each.apply(ORDERS), each.apply(ITEMS), 210_000, 4_200, 126e9, each),
            statement(each.apply(REPORT), each.apply(DAY), 310, 310, 70e9, each),
            statement(
                each.apply("POST /api/v1/orders"),
                each.apply("insert into orders values (?)"),
                910,
                910,
                1.2e9,
                each)),
        List.of(
            new PoolObservation(
                each.apply("HikariPool-1"),
                each.apply("HikariCP"),
                10,
                4,
                6,
                0,
                10,
                7,
                5_420,
                2,
                2_700_000_000L,
                900_000_000L,
                240_000_000_000L,
                List.of(
                    new PoolObservation.Holder(
                        each.apply(ORDERS),
                        each.apply("OrderService.list(OrderService.java:31)"),
                        4_200,
                        166_000_000_000L,
                        140_000_000_000L,
                        4_000_000_000L,
                        9_000_000_000L)))),
        List.of(),
        new RuntimeObservation(
            2,
            61_000_000_000L,
            34,
            310_000_000L,
            21_000_000L,
            9_000_000_000L,
            84_000_000L,
            256_000_000L,
            List.of(
                new RuntimeObservation.Hot(
                    each.apply(ORDERS),
                    each.apply("OrderMapper.toJson(OrderMapper.java:77)"),
                    140,
                    410,
                    2_000_000L)),
            List.of(
                new RuntimeObservation.Blocked(
                    each.apply(REPORT),
                    false,
                    each.apply("shop.ReportCache"),
                    each.apply("ReportCache.get(ReportCache.java:19)"),
                    12,
                    480_000_000L)),
            each.apply("")),
        new Observations.Dropped(0, 12, 0));
  }

  static List<Finding> findings() {
    return findings(text -> text);
  }

  static List<Finding> findings(UnaryOperator<String> each) {
    return List.of(
        new Finding(
            each.apply(Finding.idOf(FindingKind.N_PLUS_ONE, ORDERS, ITEMS)),
            FindingKind.N_PLUS_ONE,
            each.apply(ORDERS),
            each.apply(ITEMS),
            each.apply("OrderService.items(OrderService.java:42)"),
            0.478,
            Confidence.HIGH,
            29_400_000,
            each.apply(
                "GET /api/v1/orders reads order_items 50 times per request, one execution after the"
                    + " other with other keys; each takes 0.60 ms."),
            each.apply(
                "Read the items of all orders at once: a batch fetch on Order.items, or one joined"
                    + " read."),
            new Evidence(
                210_000,
                50,
                600_000,
                41_000_000,
                1,
                -1,
                1,
                each.apply("Index Scan using order_items_order_id on order_items"),
                "",
                each.apply("The keys come from column id of 'select id from orders limit ?'.")),
            each.apply(
                """
                --- a/src/main/java/shop/Order.java
                +++ b/src/main/java/shop/Order.java
                @@
                   @OneToMany(mappedBy = "order")
                +  @BatchSize(size = 50)
                   private List<OrderItem> items;
                """)),
        new Finding(
            each.apply(Finding.idOf(FindingKind.SLOW_STATEMENT, REPORT, DAY)),
            FindingKind.SLOW_STATEMENT,
            each.apply(REPORT),
            each.apply(DAY),
            each.apply("-"),
            0.266,
            Confidence.MEDIUM,
            180_000_000,
            each.apply(REPORT + " runs a sum that takes 226 ms on average and 1.9 s at most."),
            each.apply("Reach the rows through an index that fits the predicate."),
            new Evidence(
                310,
                1,
                226_000_000,
                1_900_000_000L,
                -1,
                400_000,
                1,
                each.apply("Seq Scan on orders  (cost=0.00..9211.00 rows=2000)"),
                each.apply("Index Scan using orders_created_day on orders"),
                ""),
            each.apply("create index concurrently on orders ((created_at::date));")));
  }

  static List<Profile> profiles() {
    return profiles(text -> text);
  }

  static List<Profile> profiles(UnaryOperator<String> each) {
    List<String> container =
        List.of(
            "java.lang.Thread.run",
            "org.apache.tomcat.util.threads.TaskThread.run",
            "org.apache.catalina.core.StandardWrapperValve.invoke",
            "org.springframework.web.servlet.DispatcherServlet.doDispatch");
    return List.of(
        new Profile(
            each.apply(ORDERS),
            Profile.Kind.CPU,
            List.of(
                stack(each, container, 180, "shop.OrderController.list", "shop.OrderMapper.toJson"),
                stack(
                    each,
                    container,
                    120,
                    "shop.OrderController.list",
                    "shop.OrderService.items",
                    "org.postgresql.jdbc.PgPreparedStatement.executeQuery",
                    "sun.nio.ch.SocketChannelImpl.read"),
                stack(
                    each,
                    container,
                    60,
                    "shop.OrderController.list",
                    "shop.OrderMapper.toJson",
                    "java.time.format.DateTimeFormatter.format"),
                stack(
                    each, container, 50, "tools.jackson.databind.ObjectMapper.writeValueAsBytes")),
            4),
        new Profile(
            each.apply(ORDERS),
            Profile.Kind.ALLOCATION,
            List.of(
                stack(each, container, 40_000_000, "shop.OrderController.list"),
                stack(each, container, 9_000_000, "shop.OrderMapper.toJson")),
            0));
  }

  private static Profile.Stack stack(
      UnaryOperator<String> each, List<String> container, long weight, String... frames) {
    List<String> all = new ArrayList<>(container);
    all.addAll(List.of(frames));
    return new Profile.Stack(all.stream().map(each).toList(), weight);
  }

  /** The most that the observer's bounds let through: texts of a thousand characters. */
  static Observations large(int endpoints, int statements) {
    List<EndpointObservation> e = new ArrayList<>();
    for (int i = 0; i < endpoints; i++) {
      e.add(endpoint("GET /api/v1/things/" + i + "/{id}/of/{other}", 100 + i, 0, 1e9, 5e8, 1e7, 0));
    }
    List<StatementObservation> s = new ArrayList<>();
    String columns = "a_rather_long_column_name, ".repeat(40);
    for (int i = 0; i < statements; i++) {
      String endpoint = e.get(i % endpoints).endpoint();
      s.add(
          statement(endpoint, "select " + columns + "x from t" + i, 1_000, 100, 1e9, text -> text));
    }
    return new Observations(
        Observations.VERSION, 600_000_000_000L, e, s, new Observations.Dropped(0, 0, 0));
  }

  /** A profile of random, deep and bushy stacks. */
  static List<Profile> profiles(int endpoints, int stacks, long seed) {
    Random random = new Random(seed);
    List<Profile> profiles = new ArrayList<>();
    for (int e = 0; e < endpoints; e++) {
      List<Profile.Stack> all = new ArrayList<>();
      for (int s = 0; s < stacks; s++) {
        List<String> frames = new ArrayList<>();
        for (int depth = 0; depth < 64; depth++) {
          frames.add(
              "com.example.shop.internal.layer"
                  + depth
                  + ".SomeServiceWithALongName"
                  + random.nextInt(depth < 20 ? 1 : 4)
                  + ".method"
                  + random.nextInt(3));
        }
        all.add(new Profile.Stack(frames, 1 + random.nextInt(100)));
      }
      profiles.add(
          new Profile("GET /api/v1/things/" + e + "/{id}/of/{other}", Profile.Kind.CPU, all, 0));
    }
    return profiles;
  }

  private static EndpointObservation endpoint(
      String name,
      long requests,
      long errors,
      double total,
      double database,
      double pool,
      double calls) {
    long mean = (long) (total / requests);
    return new EndpointObservation(
        name,
        requests,
        errors,
        (long) total,
        (long) database,
        (long) pool,
        (long) (total * 0.01),
        requests * 5,
        0,
        0,
        requests * 120_000,
        mean,
        mean * 2,
        mean * 3,
        mean * 9,
        EndpointObservation.Transfer.NONE,
        EndpointObservation.Connections.NONE,
        calls > 0 ? requests : 0,
        (long) calls,
        "",
        EndpointObservation.Tokens.NONE);
  }

  private static StatementObservation statement(
      String endpoint,
      String sql,
      long executions,
      long requests,
      double total,
      UnaryOperator<String> each) {
    return new StatementObservation(
        endpoint,
        sql,
        "",
        each.apply("OrderService.items(OrderService.java:42)"),
        executions,
        requests,
        (long) total,
        1_000,
        (long) (total / executions * 9),
        0,
        executions,
        0,
        0,
        0,
        0,
        1,
        50,
        executions,
        -1,
        "",
        Double.NaN,
        0,
        List.of());
  }
}
