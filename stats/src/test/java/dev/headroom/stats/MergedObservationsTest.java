package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.PoolObservation.Holder;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.RuntimeObservation.Hot;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Fetch;
import dev.headroom.loop.TableChanges;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedObservationsTest {

  private static final Observations.Dropped NOTHING = new Observations.Dropped(0, 0, 0);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  @DisplayName("the merge of parts equals what one instance would have seen of all requests")
  void wholeOfParts(long seed) {
    Random random = new Random(seed);
    ObservedProgram whole = new ObservedProgram();
    List<ObservedProgram> parts = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      parts.add(new ObservedProgram());
    }
    for (int i = 0; i < 300; i++) {
      ObservedProgram part = parts.get(random.nextInt(parts.size()));
      ObservedProgram.Served request = ObservedProgram.anyRequest(random);
      part.serve(request);
      whole.serve(request);
    }

    List<Observations> seen = new ArrayList<>(parts.stream().map(ObservedProgram::seen).toList());
    Observations merged = MergedObservations.of(seen);

    assertThat(merged).isEqualTo(MergedObservations.of(List.of(whole.seen())));
    assertThat(merged.endpoints()).containsExactlyInAnyOrderElementsOf(whole.seen().endpoints());
    assertThat(merged.statements()).containsExactlyInAnyOrderElementsOf(whole.seen().statements());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23, 24, 25})
  @DisplayName("neither the order of the parts nor merging them in steps makes a difference")
  void orderAndSteps(long seed) {
    Random random = new Random(seed);
    List<Observations> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ObservedProgram part = new ObservedProgram();
      for (int k = 0; k < 50; k++) {
        part.serve(ObservedProgram.anyRequest(random));
      }
      parts.add(part.seen());
    }
    Observations merged = MergedObservations.of(parts);

    Collections.shuffle(parts, random);
    assertThat(MergedObservations.of(parts)).isEqualTo(merged);
    Observations left =
        parts.stream().reduce((a, b) -> MergedObservations.of(List.of(a, b))).orElseThrow();
    assertThat(left).isEqualTo(merged);
    Observations right =
        MergedObservations.of(
            List.of(
                MergedObservations.of(parts.subList(0, 2)),
                MergedObservations.of(parts.subList(2, 5))));
    assertThat(right).isEqualTo(merged);
  }

  @Test
  @DisplayName("one database counts changed rows for all instances: counts do not add")
  void changedRows() {
    Observations a = counted(new TableChanges("item", 4), new TableChanges("tax", 1));
    Observations b = counted(new TableChanges("item", 7));
    assertThat(MergedObservations.of(List.of(a, b)).tables())
        .containsExactly(new TableChanges("item", 7), new TableChanges("tax", 1));
  }

  private static Observations counted(TableChanges... tables) {
    return new Observations(
        Observations.VERSION,
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(tables),
        List.of(),
        RuntimeObservation.UNKNOWN,
        NOTHING);
  }

  @Test
  @DisplayName("percentiles are those of all requests, not a mean of percentiles")
  void percentiles() {
    EndpointObservation fast = endpoint("GET /a", 99, times(99, 1_000_000));
    EndpointObservation slow = endpoint("GET /a", 1, times(1, 900_000_000));
    EndpointObservation merged =
        MergedObservations.of(List.of(of(fast), of(slow))).endpoints().get(0);
    assertThat(merged.p95Nanos()).isBetween(1_000_000L, 1_010_000L);
    assertThat(merged.requests()).isEqualTo(100);
    assertThat(TimesText.read("GET /a", merged.times()).getTotalCount()).isEqualTo(100);
  }

  @Test
  @DisplayName("histograms of other ranges merge in any order to the same, as fine as the finest")
  void otherRanges() {
    Histogram coarse = new Histogram(1_000_000, 3_600_000_000_000L, 2);
    coarse.recordValue(700_000_000_000L);
    Histogram fine = new Histogram(1_000, 60_000_000_000L, 3);
    fine.recordValue(5_000_000);
    Observations a = of(endpoint("GET /a", 1, TimesText.write(coarse)));
    Observations b = of(endpoint("GET /a", 1, TimesText.write(fine)));
    Observations merged = MergedObservations.of(List.of(a, b));
    assertThat(merged).isEqualTo(MergedObservations.of(List.of(b, a)));
    Histogram times = TimesText.read("GET /a", merged.endpoints().get(0).times());
    assertThat(times.getNumberOfSignificantValueDigits()).isEqualTo(3);
    assertThat((double) times.getMaxValue())
        .isCloseTo(7e11, org.assertj.core.data.Percentage.withPercentage(1));
  }

  @Test
  @DisplayName("without a histogram of each part there is none, and percentiles are upper bounds")
  void withoutHistogram() {
    Observations with = of(endpoint("GET /a", 10, times(10, 2_000_000)));
    Observations without = of(endpoint("GET /a", 10, ""));
    Observations unused = of(endpoint("GET /a", 0, ""));
    EndpointObservation merged = MergedObservations.of(List.of(with, without)).endpoints().get(0);
    assertThat(merged.times()).isEmpty();
    assertThat(merged.p95Nanos()).isEqualTo(without.endpoints().get(0).p95Nanos());
    assertThat(MergedObservations.of(List.of(with, unused)).endpoints().get(0).times())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no base 64 !",
        "AAAA",
        "HISTFAAAAEV42pNpmSzMwMBgyAABzFCaEUoz2X+",
        "HISTFH////942pNpmSzMwMBgyAABzFCaEUoz2X8="
      })
  @DisplayName("a histogram that cannot be read is an error that names the endpoint")
  void corrupt(String text) {
    Observations corrupt = of(endpoint("GET /orders/{id}", 1, text));
    assertThatThrownBy(() -> MergedObservations.of(List.of(corrupt)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GET /orders/{id}")
        .hasMessageContaining("compressed HdrHistogram");
  }

  @Test
  @DisplayName("a histogram with any of its bytes changed is read or refused, nothing else")
  void damaged() {
    byte[] good = Base64.getDecoder().decode(times(100, 3_000_000));
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        TimesText.read("GET /a", Base64.getEncoder().encodeToString(damaged));
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  @DisplayName("what a newer release wrote is refused")
  void newer() {
    Observations newer =
        new Observations(Observations.VERSION + 1, 1, List.of(), List.of(), NOTHING);
    assertThatThrownBy(() -> MergedObservations.of(List.of(newer)))
        .hasMessageContaining("version " + (Observations.VERSION + 1));
  }

  @Test
  @DisplayName("no part is an empty observation")
  void nothing() {
    Observations nothing = MergedObservations.of(List.of());
    assertThat(nothing.endpoints()).isEmpty();
    assertThat(nothing.windowNanos()).isZero();
    assertThat(nothing.runtime()).isEqualTo(RuntimeObservation.UNKNOWN);
  }

  @Test
  @DisplayName(
      "pools of one name add, with their holders; what one does not tell is unknown of all")
  void pools() {
    PoolObservation a =
        new PoolObservation(
            "main",
            "HikariCP",
            10,
            4,
            6,
            1,
            9,
            2,
            100,
            1,
            5_000,
            900,
            70_000,
            List.of(new Holder("GET /a", "A.a(A.java:1)", 60, 50_000, 40_000, 0, 10)));
    PoolObservation b =
        new PoolObservation(
            "main",
            "HikariCP",
            10,
            -1,
            6,
            0,
            9,
            0,
            50,
            0,
            1_000,
            1_000,
            20_000,
            List.of(
                new Holder("GET /a", "A.a(A.java:1)", 10, 5_000, 4_000, 100, 0),
                new Holder("GET /b", "", 40, 60_000, 1_000, 0, 0)));
    PoolObservation merged = MergedObservations.of(List.of(pool(a), pool(b))).pools().get(0);
    assertThat(merged)
        .isEqualTo(
            new PoolObservation(
                "main",
                "HikariCP",
                20,
                -1,
                12,
                1,
                18,
                2,
                150,
                1,
                6_000,
                1_000,
                90_000,
                List.of(
                    new Holder("GET /b", "", 40, 60_000, 1_000, 0, 0),
                    new Holder("GET /a", "A.a(A.java:1)", 70, 55_000, 44_000, 100, 10))));
  }

  @Test
  @DisplayName("a plan is better than the reason why another instance has none")
  void plans() {
    PlanObservation plan =
        new PlanObservation(
            "select 1", "Seq Scan", List.of(new PlanObservation.Scan("t", 10, 1)), 1, "");
    PlanObservation none =
        new PlanObservation("select 1", "", List.of(), -1, "the role may not read t");
    Observations merged = MergedObservations.of(List.of(plan(none), plan(plan), plan(none)));
    assertThat(merged.plans()).containsExactly(plan);
  }

  @Test
  @DisplayName("processors add, pauses are the worst process's, an endpoint's samples count once")
  void runtime() {
    RuntimeObservation a =
        new RuntimeObservation(
            2,
            100,
            5,
            1_000,
            600,
            50,
            80,
            100,
            List.of(new Hot("GET /a", "A.x", 6, 10, 0), new Hot("GET /a", "A.y", 4, 10, 7)),
            List.of(),
            "");
    RuntimeObservation b =
        new RuntimeObservation(
            2,
            200,
            9,
            9_000,
            500,
            -1,
            10,
            100,
            List.of(new Hot("GET /a", "A.x", 3, 5, 0)),
            List.of(),
            "not allowed");
    RuntimeObservation merged = MergedRuntime.of(List.of(a, b, RuntimeObservation.UNKNOWN));
    assertThat(merged)
        .isEqualTo(
            new RuntimeObservation(
                4,
                300,
                9,
                9_000,
                500,
                50,
                80,
                100,
                List.of(new Hot("GET /a", "A.x", 9, 15, 0), new Hot("GET /a", "A.y", 4, 15, 7)),
                List.of(),
                ""));
  }

  @Test
  @DisplayName("a column is unused only if no instance read it; flow counts where it was armed")
  void statements() {
    StatementObservation a = statement("A.a(A.java:1)", 0.5, 10, List.of("x", "y"), "main");
    StatementObservation b = statement("", 1.0, 30, List.of("y", "z"), "other");
    StatementObservation c = statement("-", -1, 100, List.of(), "");
    StatementObservation merged =
        MergedObservations.of(List.of(statement(a), statement(b), statement(c)))
            .statements()
            .get(0);
    assertThat(merged.codeLine()).isEqualTo("A.a(A.java:1)");
    assertThat(merged.flow()).isEqualTo((0.5 * 10 + 1.0 * 30) / 40);
    assertThat(merged.fetch().unused()).containsExactly("y");
    assertThat(merged.dataSource()).isEqualTo("(several)");
    assertThat(merged.distinctBinds()).isEqualTo(30);
    assertThat(merged.rows()).isEqualTo(-1);
    assertThat(merged.drivingSlope()).isNaN();
  }

  private static StatementObservation statement(
      String line, double flow, long repeating, List<String> unused, String source) {
    return new StatementObservation(
        "GET /a",
        "select 1",
        "",
        line,
        10,
        5,
        100,
        1,
        50,
        0,
        -1,
        repeating,
        10,
        10,
        0,
        1,
        9,
        // An estimate may lie above the executions.
        12,
        flow,
        flow < 0 ? "" : "select 2",
        Double.NaN,
        0,
        List.of(),
        0,
        0,
        unused.isEmpty() ? Fetch.UNKNOWN : new Fetch(1, 2, 2, 0, 3, unused),
        source,
        StatementObservation.Opening.NONE);
  }

  private static Observations statement(StatementObservation statement) {
    return new Observations(Observations.VERSION, 1, List.of(), List.of(statement), NOTHING);
  }

  private static Observations of(EndpointObservation endpoint) {
    return new Observations(Observations.VERSION, 1, List.of(endpoint), List.of(), NOTHING);
  }

  private static Observations pool(PoolObservation pool) {
    return new Observations(
        Observations.VERSION,
        1,
        List.of(),
        List.of(),
        List.of(pool),
        List.of(),
        RuntimeObservation.UNKNOWN,
        NOTHING);
  }

  private static Observations plan(PlanObservation plan) {
    return new Observations(
        Observations.VERSION,
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(plan),
        RuntimeObservation.UNKNOWN,
        NOTHING);
  }

  private static String times(int count, long nanos) {
    Histogram times = ObservedProgram.histogram();
    times.recordValueWithCount(nanos, count);
    return TimesText.write(times);
  }

  private static EndpointObservation endpoint(String name, long requests, String times) {
    return new EndpointObservation(
        name,
        requests,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        5_000_000,
        6_000_000,
        7_000_000,
        1_000_000_000_000L,
        EndpointObservation.Transfer.NONE,
        EndpointObservation.Connections.NONE,
        0,
        0,
        times,
        EndpointObservation.Tokens.NONE);
  }
}
