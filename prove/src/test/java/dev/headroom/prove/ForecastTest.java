package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {

  private static final double[] LEVELS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
  private static final Forecast.Question ASKED =
      new Forecast.Question(5_000, Duration.ofSeconds(1), 10_000, 1);

  @TempDir Path folder;

  private static List<Forecast.Point> points(Usl law, double noise, long seed, double... levels) {
    Random random = new Random(seed);
    List<Forecast.Point> points = new ArrayList<>();
    for (double at : levels) {
      points.add(point(at, law.perSecond(at) * Math.exp(noise * random.nextGaussian())));
    }
    return points;
  }

  private static Forecast.Point point(double concurrency, double perSecond) {
    return new Forecast.Point(concurrency, perSecond, -1, -1, "");
  }

  @Test
  @DisplayName(
      "from data without noise the law's parameters, peak, knee and instances come out exactly")
  void exact() {
    Usl law = new Usl(100, 0.05, 0.001);
    Forecast.Result result = Forecast.of(points(law, 0, 1, LEVELS), ASKED);
    assertThat(result.refused()).isEmpty();
    Usl found = Objects.requireNonNull(result.law());
    assertThat(found.lambda()).isCloseTo(100, within(0.01));
    assertThat(found.sigma()).isCloseTo(0.05, within(1e-5));
    assertThat(found.kappa()).isCloseTo(0.001, within(1e-6));
    // sqrt(0.95 / 0.001) = 30.82; X there 100 * 30.82 / (1 + 0.05 * 29.82 + 0.001 * 30.82 * 29.82)
    assertThat(Objects.requireNonNull(result.peak()).value()).isCloseTo(30.82, within(0.01));
    assertThat(Objects.requireNonNull(result.maxPerSecond()).value())
        .isCloseTo(903.80, within(0.1));
    assertThat(Objects.requireNonNull(result.knee()).value()).isCloseTo(9.038, within(0.01));
    // At the knee 612.93 a second; 5,000 users who think 1 s: 9.038 + 612.93 users each.
    assertThat(result.instances().get(0).perInstance().value()).isCloseTo(621.97, within(0.1));
    assertThat(result.instances().get(0).most()).isEqualTo(9);
    assertThat(result.instances().get(1).most()).isEqualTo(17);
  }

  @Test
  @DisplayName(
      "95 % intervals of maximum and knee hold the truth in 95 of 100 simulations, give or take what 80 can show")
  void coverage() {
    int made = 0;
    int max = 0;
    int knee = 0;
    for (Usl law : List.of(new Usl(100, 0.05, 0.001), new Usl(500, 0.2, 0.005))) {
      for (int i = 0; i < 40; i++) {
        Forecast.Result result = Forecast.of(points(law, 0.03, 1_000 + i, LEVELS), ASKED);
        assertThat(result.refused()).isEmpty();
        made++;
        max += holds(result.maxPerSecond(), law.maxPerSecond(96)) ? 1 : 0;
        knee += holds(result.knee(), law.knee(96)) ? 1 : 0;
      }
    }
    assertThat(made).isEqualTo(80);
    assertThat(max).isGreaterThanOrEqualTo(72); // 90 %: two standard deviations below 95
    assertThat(knee).isGreaterThanOrEqualTo(72);
  }

  private static boolean holds(Forecast.Estimate interval, double truth) {
    return interval.low() <= truth && truth <= interval.high();
  }

  @Test
  @DisplayName("throughput that levels off without falling has a maximum and a knee, and no peak")
  void levelsOff() {
    Forecast.Result result = Forecast.of(points(new Usl(100, 0.1, 0), 0.01, 3, LEVELS), ASKED);
    assertThat(result.refused()).isEmpty();
    assertThat(holds(result.maxPerSecond(), new Usl(100, 0.1, 0).maxPerSecond(96))).isTrue();
    assertThat(Objects.requireNonNull(result.peak()).high()).isEqualTo(96);
    Forecast.Result serial = Forecast.of(points(new Usl(100, 1, 0), 0.01, 3, LEVELS), ASKED);
    assertThat(serial.refused()).isEmpty();
    assertThat(Objects.requireNonNull(serial.knee()).value()).isLessThan(1.1);
    assertThat(Objects.requireNonNull(serial.maxPerSecond()).value()).isBetween(98.0, 102.0);
  }

  @Test
  @DisplayName("a forecast is refused, with the reason, where the points do not carry it")
  void refused() {
    Usl law = new Usl(100, 0.05, 0.001);
    assertThat(why(points(law, 0, 1, 1, 2, 4, 8, 64))).contains("5 concurrencies", "needs 6");
    assertThat(why(points(law, 0, 1, 20, 21.5, 23, 25, 27, 30))).contains("too close together");
    assertThat(why(points(law, 0.01, 1, 1, 2, 3, 4, 5, 6, 7, 8)))
        .contains("still grows at 8.00", "measure with more users");
    assertThat(why(points(new Usl(100, 0, 0), 0.02, 1, LEVELS))).contains("still grows");
    assertThat(why(points(law, 0.5, 1, LEVELS))).contains("% around the law");
    // A pool of eight: linear, then flat at once, is not what the law describes.
    List<Forecast.Point> pool = new ArrayList<>();
    for (double at : LEVELS) {
      pool.add(point(at, 100 * Math.min(8, at)));
    }
    assertThat(why(pool)).contains("do not follow it");
    assertThat(why(points(new Usl(100, 0.02, 5e-4), 0.09, 7, 1, 2, 4, 8, 16, 32)))
        .containsAnyOf("wider than 30 %", "around the law", "still grows");
    assertThat(why(List.of())).contains("0 concurrencies");
  }

  @Test
  @DisplayName(
      "a refusal names the generator's limit where that is why higher concurrencies are missing")
  void generator() {
    List<Forecast.Point> points =
        new ArrayList<>(points(new Usl(100, 0.05, 0.001), 0, 1, 1, 2, 3, 4, 6, 8));
    points.add(new Forecast.Point(16, 700, 1, 2, "the generator was at its limit: it stood still"));
    assertThat(why(points))
        .contains("still grows at 8.00", "16.0 at once: the generator was at its limit");
  }

  private static String why(List<Forecast.Point> points) {
    Forecast.Result result = Forecast.of(points, ASKED);
    assertThat(result.maxPerSecond()).isNull();
    assertThat(result.instances()).isEmpty();
    return String.join("; ", result.refused());
  }

  @Test
  @DisplayName("the steps measure what a server of 10 ms does with so many users, each level once")
  void steps() throws Exception {
    assertThat(ForecastSteps.levels(10)).containsExactly(1, 2, 3, 4, 6, 8, 10);
    try (TruthServer server = TruthServer.after(10_000)) {
      List<Forecast.Point> points =
          ForecastSteps.run(
              server.target(),
              LoadEngineTest.one(10),
              new ForecastSteps.Options(
                  Wire.PLAIN, Duration.ofMillis(250), 10, Limits.SHARED, 1, -1),
              each -> {});
      assertThat(points).hasSize(7);
      List<Integer> users = ForecastSteps.levels(10);
      for (int i = 0; i < users.size(); i++) {
        // No more than its delay allows, and all users are under way all the time.
        assertThat(points.get(i).perSecond()).isBetween(1.0, users.get(i) / 0.010);
        assertThat(points.get(i).concurrency()).isBetween(0.7 * users.get(i), 1.05 * users.get(i));
      }
      // Served without contention: nobody can say where its knee is.
      assertThat(Forecast.of(points, ASKED).maxPerSecond()).isNull();
    }
  }

  @Test
  @DisplayName("steps that the server fails, or that the generator may have limited, do not count")
  void stepsThatDoNotCount() throws Exception {
    try (TruthServer failing = new TruthServer(exchange -> exchange.respond(500, "no"))) {
      assertThat(
              ForecastSteps.run(
                  failing.target(),
                  LoadEngineTest.one(8),
                  new ForecastSteps.Options(
                      Wire.PLAIN, Duration.ofMillis(200), 8, Limits.SHARED, 1, -1),
                  each -> {}))
          .allSatisfy(point -> assertThat(point.left()).isEqualTo("100.0 % failed"));
    }
    try (TruthServer server = TruthServer.after(1_000)) {
      assertThat(
              ForecastSteps.run(
                  server.target(),
                  LoadEngineTest.one(8),
                  new ForecastSteps.Options(
                      Wire.PLAIN, Duration.ofMillis(200), 8, Limits.SHARED, 1, 10),
                  each -> {}))
          .allSatisfy(
              point ->
                  assertThat(point.left())
                      .containsAnyOf("the generator was at its limit", "answers are too few"));
    }
  }

  @Test
  @DisplayName(
      "tables are read as CSV and JSON, by concurrency or by Little's law; what is missing or no number is named")
  void tables() throws Exception {
    assertThat(ForecastTable.read(file("a.csv", "users,throughput\n1,100\n2,190\n")))
        .containsExactly(point(1, 100), point(2, 190));
    assertThat(ForecastTable.read(file("a.json", "[{\"perSecond\": 100, \"meanMs\": 20}]")))
        .containsExactly(new Forecast.Point(2, 100, 20, -1, ""));
    assertThat(
            ForecastTable.read(
                file(
                    "b.json",
                    "{\"steps\": [{\"concurrency\": 4, \"perSecond\": 9, \"tooMuch\": \"p99\", \"invalid\": \"\"}]}")))
        .containsExactly(new Forecast.Point(4, 9, -1, -1, "p99"));
    refuses("rate,perSecond\n1,100\n", "a rate alone does not say");
    refuses("users,perSecond\n1,100\nmany,190\n", "row 2: 'concurrency' must be a number", "many");
    refuses("users,perSecond\n1,-4\n", "row 1: 'perSecond'", "-4");
    refuses("users,perSecond\n", "no rows");
    refuses("[{]", "JSON");
  }

  private void refuses(String text, String... parts) throws Exception {
    Path file = file("bad.csv", text);
    assertThatThrownBy(() -> ForecastTable.read(file)).hasMessageContainingAll(parts);
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  static ForecastReport sample() {
    List<Forecast.Point> points = points(new Usl(100, 0.05, 0.001), 0.02, 5, LEVELS);
    return new ForecastReport(
        1,
        "forecast",
        "<i>",
        "",
        "2026-01-01T00:00:00Z",
        "headroom",
        1,
        "2 cores",
        points,
        Forecast.of(points, ASKED));
  }

  @Test
  @DisplayName("report and page tell the same, and the report can be read as a table again")
  void report() throws Exception {
    ForecastReport report = sample();
    assertThat(report.exitCode()).isZero();
    assertThat(report.toText())
        .contains("highest throughput 9", "5,000 users who think 1.00 s: plan ", "10,000 requests");
    assertThat(ForecastHtml.text(report))
        .contains("class=\"band\"", "Knee at ", "plan ", "2026-01-01 00:00:00 UTC", "&lt;i&gt;")
        .doesNotContain("<script", "<i>", "NaN");
    assertThat(ForecastTable.read(file("report.json", report.toJson())))
        .extracting(Forecast.Point::perSecond)
        .containsExactlyElementsOf(
            report.points().stream().map(Forecast.Point::perSecond).toList());
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }
}
