package dev.headroom.prove;

import dev.headroom.loop.Budget;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A whole report of made-up blocks, with one of everything that a report can hold. */
final class SampleReport {

  static final String STEAL = "steal 4.1 % of the processor, limit 1 %";

  private SampleReport() {}

  static Report full() {
    return builder()
        .build()
        .withPromises(
            List.of(
                new Report.Promise("n-plus-one", 7, 0.91, false),
                new Report.Promise("cacheable-read", 5, 0.31, true)));
  }

  static ReportBuilder builder() {
    SampleBlocks sample = new SampleBlocks(20);
    List<Block> blocks = new ArrayList<>(sample.rounds(8));
    Block bad = blocks.get(10);
    blocks.set(10, new Block(bad.round(), bad.arm(), 8, bad.groups(), bad.work(), STEAL));
    blocks.addAll(sample.design(1));
    List<Block> single = new ArrayList<>();
    single.add(sample.block(0, "as-found", Set.of(), ""));
    single.add(sample.block(0, "all", Set.copyOf(SampleBlocks.FIXES), ""));
    return new ReportBuilder("pos", blocks)
        .run("./headroom prove pos --seed 20", Instant.parse("2026-11-21T09:30:00Z"), 20)
        .machine(
            new Report.Machine(
                2,
                "Example CPU @ 2.60GHz",
                8L << 30,
                "OpenJDK 64-Bit Server VM 25.0.3",
                "Linux 6.1"))
        .arm("as-found", "As found", Set.of())
        .arm("baseline", "Competent baseline", SampleBlocks.BASELINE)
        .arm("all", "All fixes", Set.copyOf(SampleBlocks.FIXES))
        .compare("as-found", "all")
        .compare("baseline", "all")
        .compare("as-found", "baseline")
        .load(
            new Report.Load(
                "open, Poisson",
                37.5,
                0.6,
                8,
                8,
                List.of(
                    group("sign-in", 50, 5, "POST /api/v1/auth/sign-in"),
                    group("health", 200, 50, "GET /api/v1/health"),
                    group("menu", 200, 20, "GET /api/v1/restaurants/{restaurantId}/menu"),
                    group("orders", 100, 10, "GET /api/v1/restaurants/{restaurantId}/orders"),
                    group(
                        "analytics",
                        50,
                        5,
                        "GET /api/v1/restaurants/{restaurantId}/analytics/revenue"))))
        .capacity("as-found", 62.4)
        .capacity("baseline", 301)
        .capacity("all", 540.2)
        .oneUser(single)
        .attributed(SampleBlocks.FIXES)
        .findings(findings(), fixes())
        .budgets(
            List.of(
                new Budget("P2-menu", "menu", Budget.Measure.P95_MS, 50),
                new Budget("P2-hits", "*", Budget.Measure.HIT_RATE, 0.85),
                new Budget("P5-analytics", "analytics", Budget.Measure.P95_MS, 40),
                new Budget("P5-sign-in-p99", "sign-in", Budget.Measure.P99_MS, 500),
                new Budget("P5-average", "*", Budget.Measure.MEAN_MS, 500),
                new Budget("P3-errors", "*", Budget.Measure.ERROR_SHARE, 0)),
            "all")
        .integrity(1_240, List.of())
        .step("Build", 0.4)
        .step("Start PostgreSQL, Redis and the service, load 1,043,210 order lines", 31.2)
        .step("Find the capacity as found", 24.8)
        .step("Diagnose", 6.1)
        .step("Measure 8 rounds of 3 arms", 196.3)
        .step("Attribute to fixes", 28.9);
  }

  static List<Fix> fixes() {
    return List.of(
        fix("indexes", Scope.DATABASE, FindingKind.MISSING_INDEX, "orders"),
        fix("orders-joined", Scope.REQUEST, FindingKind.N_PLUS_ONE, "order_line"),
        fix("menu-joined", Scope.REQUEST, FindingKind.N_PLUS_ONE, "item"),
        fix("menu-cache", Scope.REQUEST, FindingKind.CACHEABLE_READ, "item"),
        fix("settings-cache", Scope.REQUEST, FindingKind.CACHEABLE_READ, "restaurant_settings"));
  }

  static List<Finding> findings() {
    String orders = "GET /api/v1/restaurants/{restaurantId}/orders";
    return List.of(
        finding(
            FindingKind.MISSING_INDEX,
            "GET /api/v1/restaurants/{restaurantId}/analytics/revenue",
            "select sum(total) from orders where restaurant_id = ? and business_date between ? and ?",
            "RevenueQueries.byDay(RevenueQueries.java:58)",
            0.41,
            180e6,
            "Every revenue request reads the whole table orders: 431,022 rows for 7.",
            new Evidence(
                2_130,
                1,
                182e6,
                611_000_000L,
                0.8,
                431_022,
                7,
                "Seq Scan on orders  (cost=0.00..14210.33 rows=7)\n  Filter: (restaurant_id = 1)",
                "Index Scan using orders_restaurant_day on orders  (cost=0.42..8.61 rows=7)",
                "create index on orders (restaurant_id, business_date)")),
        finding(
            FindingKind.N_PLUS_ONE,
            orders,
            "select * from order_line where order_id = ? /* <script>alert('no')</script> */",
            "OrderViews.lines(OrderViews.java:112)",
            0.27,
            34e6,
            "Each page of orders reads its lines one order at a time: 20 statements a request.",
            new Evidence(84_211, 20, 1.7e6, 91_000_000L, 1, 41, 2, "", "", "")),
        finding(
            FindingKind.CACHEABLE_READ,
            "GET /api/v1/restaurants/{restaurantId}/menu",
            "select * from item where restaurant_id = ?",
            "",
            0.09,
            11e6,
            "The same 40 menus are read again and again while nothing changes.",
            new Evidence(9_120, 1, 2.2e6, 40_000_000L, 0.004, -1, -1, "", "", "")));
  }

  private static Finding finding(
      FindingKind kind,
      String endpoint,
      String statement,
      String line,
      double share,
      double saving,
      String summary,
      Evidence evidence) {
    return new Finding(
        Finding.idOf(kind, endpoint, statement),
        kind,
        endpoint,
        statement,
        line,
        share,
        Confidence.HIGH,
        saving,
        summary,
        "See the fix.",
        evidence);
  }

  private static Fix fix(String id, Scope scope, FindingKind kind, String table) {
    return new Fix(
        id,
        scope,
        id.replace('-', ' '),
        SampleBlocks.BASELINE.contains(id),
        List.of(new Fix.Remedy(kind, "*", table)));
  }

  private static Report.Load.Group group(
      String name, int requests, int concurrent, String endpoint) {
    return new Report.Load.Group(name, requests, concurrent, List.of(endpoint));
  }
}
