package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.TableChanges;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever figures an observer delivers")
class AnyObservationsTest {

  private static final long[] FIGURES = {
    Long.MIN_VALUE,
    -1,
    0,
    1,
    2,
    5,
    10,
    60,
    1_000,
    20_000,
    1_000_000,
    50_000_000,
    3_000_000_000L,
    60_000_000_000L,
    1L << 53,
    Long.MAX_VALUE / 2,
    Long.MAX_VALUE
  };
  private static final double[] SHARES = {
    Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1, 0, 0.3, 0.8, 1, 1.1, 7
  };
  private static final String[] ENDPOINTS = {"GET /a", "POST /b", "(background)", "(other)", ""};
  private static final String[] STATEMENTS = {
    "select id, total from orders where customer_id = ? order by placed_at desc",
    "select sku from order_line where order_id = ?",
    "select id, role, password_hash from app_user where id = ?",
    "select o1_0.id from orders o1_0 where o1_0.id=?",
    "select day, sum(total) from sale where day between ? and ? group by day",
    "select * from t where id in (...)",
    "insert into t (id) values (?)",
    "update t set a = ? where id = ?",
    "select ((((",
    "(other)",
    "",
    "💥 select ' from \" where",
  };

  private final Random random = new Random(17);

  @Test
  @DisplayName("no rule throws, and findings keep what they promise: 2,500 seeded windows")
  void nothingThrows() {
    Set<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);
    List<Finding> before = List.of();
    for (int i = 0; i < 2_500; i++) {
      Observations seen = observations();
      List<Finding> findings = Diagnosis.findings(seen);
      for (Finding f : findings) {
        kinds.add(f.kind());
        assertThat(f.id()).matches("[a-z-]+-[0-9a-f]{8}");
        assertThat(f.summary() + f.remedy() + f.patch()).doesNotContain("NaN", "Infinity", "null");
        assertThat(f.evidence().detail()).doesNotContain("NaN", "Infinity", "null");
        assertThat(f.savingNanosPerRequest()).isFinite();
        if (f.confidence() == Confidence.HIGH) {
          assertThat(f.shareOfTime()).isGreaterThanOrEqualTo(0.005);
        }
      }
      assertThat(findings.stream().map(Finding::id).distinct().count()).isEqualTo(findings.size());
      assertThat(Diagnosis.ranked(findings)).isEqualTo(findings);
      assertThat(Recommendations.of(seen)).isNotNull();
      FindingsDiff diff = FindingsDiff.of(before, findings);
      assertThat(
              diff.appeared().size()
                  + diff.worse().size()
                  + diff.better().size()
                  + diff.same().size())
          .isEqualTo(findings.size());
      assertThat(Acceptance.of(findings, List.of(), LocalDate.EPOCH).shown()).isEqualTo(findings);
      before = findings;
    }
    assertThat(kinds.stream().map(Object::toString).collect(Collectors.toSet()))
        .as("kinds that random figures reach")
        .hasSizeGreaterThanOrEqualTo(15);
  }

  private Observations observations() {
    return new Observations(
        Observations.VERSION,
        figure(),
        listOf(3, this::endpoint),
        listOf(5, this::statement),
        listOf(2, this::pool),
        listOf(3, this::plan),
        listOf(2, () -> new TableChanges("item", figure())),
        listOf(2, this::sqlite),
        random.nextInt(4) == 0 ? RuntimeObservation.UNKNOWN : runtime(),
        new Observations.Dropped(figure(), figure(), figure()));
  }

  private EndpointObservation endpoint() {
    return new EndpointObservation(
        oneOf(ENDPOINTS),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        new EndpointObservation.Transfer(figure(), figure(), figure(), figure()),
        new EndpointObservation.Connections(
            figure(), figure(), figure(), figure(), figure(), figure(), figure(), figure()),
        figure(),
        figure(),
        "",
        new EndpointObservation.Tokens(figure(), figure()));
  }

  private StatementObservation statement() {
    return new StatementObservation(
        oneOf(ENDPOINTS),
        oneOf(STATEMENTS),
        "",
        random.nextBoolean() ? "-" : "A.b(A.java:1)",
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        share(),
        oneOf(STATEMENTS),
        share(),
        figure(),
        List.of(),
        figure(),
        figure(),
        new StatementObservation.Fetch(
            figure(),
            figure(),
            figure(),
            figure(),
            (int) figure(),
            random.nextBoolean() ? List.of() : List.of("id", "sku", "total", "day")),
        "",
        new StatementObservation.Opening(figure(), figure()));
  }

  private PoolObservation pool() {
    return new PoolObservation(
        random.nextBoolean() ? "main" : "",
        random.nextBoolean() ? "HikariCP" : "unknown",
        (int) figure(),
        (int) figure(),
        (int) figure(),
        (int) figure(),
        (int) figure(),
        (int) figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        listOf(
            3,
            () ->
                new PoolObservation.Holder(
                    oneOf(ENDPOINTS), "", figure(), figure(), figure(), figure(), figure())));
  }

  private SqliteObservation sqlite() {
    return new SqliteObservation(
        "main",
        random.nextBoolean(),
        Map.of(
            "journal_mode", random.nextBoolean() ? "wal" : "",
            "synchronous", String.valueOf(figure()),
            "cache_size", String.valueOf(figure()),
            "mmap_size", random.nextBoolean() ? "none" : String.valueOf(figure()),
            "page_size", String.valueOf(figure())),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        listOf(
            3,
            () ->
                new SqliteObservation.Blocked(
                    oneOf(ENDPOINTS),
                    oneOf(STATEMENTS),
                    oneOf(ENDPOINTS),
                    oneOf(STATEMENTS),
                    figure(),
                    figure(),
                    figure())));
  }

  private PlanObservation plan() {
    return new PlanObservation(
        oneOf(STATEMENTS),
        "Seq Scan",
        listOf(2, () -> new PlanObservation.Scan("orders", figure(), figure())),
        figure(),
        random.nextBoolean() ? "" : "needs select on orders");
  }

  private RuntimeObservation runtime() {
    return new RuntimeObservation(
        (int) figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        figure(),
        listOf(
            3,
            () ->
                new RuntimeObservation.Hot(
                    oneOf(ENDPOINTS),
                    random.nextInt(3) == 0 ? "Jwts(token validation)" : "A.b(A.java:1)",
                    figure(),
                    figure(),
                    figure())),
        listOf(
            3,
            () ->
                new RuntimeObservation.Blocked(
                    oneOf(ENDPOINTS),
                    random.nextBoolean(),
                    "com.shop.Registry",
                    random.nextBoolean() ? "" : "A.b(A.java:1)",
                    figure(),
                    figure())),
        "");
  }

  private <T> List<T> listOf(int most, Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }

  /** Mostly what a service may show, now and then what none does. */
  private long figure() {
    return random.nextInt(4) > 0
        ? FIGURES[3 + random.nextInt(FIGURES.length - 6)]
        : FIGURES[random.nextInt(FIGURES.length)];
  }

  private double share() {
    return SHARES[random.nextInt(SHARES.length)];
  }

  private String oneOf(String[] texts) {
    return texts[random.nextInt(texts.length)];
  }
}
