package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.services.pos.AnalyticsRevenue.Row;
import dev.headroom.services.pos.AnalyticsSample.Order;
import dev.headroom.services.pos.AnalyticsSample.Place;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.server.ResponseStatusException;

/** Sums of the database beside sums over the same orders in memory. */
class AnalyticsTest {

  @TempDir static Path directory;

  private static DevPostgres server;
  private static AnalyticsSample sample;
  private static Analytics analytics;

  /** What a key comes to. */
  private static final class Sum {
    final Set<Order> orders = new HashSet<>();
    long count;
    long revenue;
  }

  private record Key(String key, String currency) {}

  @BeforeAll
  static void fill() throws Exception {
    server = DevPostgres.start(directory);
    server.createDatabase("analytics", null);
    var database = new DriverManagerDataSource(server.jdbcUrl("analytics"));
    Flyway.configure().dataSource(database).load().migrate();
    sample = AnalyticsSample.insert(database, 20150511, 500);
    analytics = new Analytics(new AnalyticsQueries(JdbcClient.create(database)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(AnalyticsBy.class)
  @DisplayName(
      "revenue by day, hour, item and payment equals sums over the same completed orders in memory")
  void revenueEqualsIndependentSums(AnalyticsBy by) {
    LocalDate from = AnalyticsSample.FIRST.plusDays(5);
    LocalDate to = AnalyticsSample.FIRST.plusDays(40);
    for (Place place : sample.places) {
      AnalyticsRevenue revenue =
          analytics.revenue(place.id(), by, new AnalyticsRange(from, to), 1_000);

      Map<Key, Sum> expected = expected(place, by, from, to);
      assertThat(revenue.rows()).hasSameSizeAs(expected.keySet()).isNotEmpty();
      for (Row row : revenue.rows()) {
        Sum sum = expected.get(new Key(row.key(), row.currency()));
        assertThat(sum).as("%s", row).isNotNull();
        assertThat(row.revenueMinor()).isEqualTo(sum.revenue);
        assertThat(row.orders()).isEqualTo(sum.orders.size());
        assertThat(row.quantity()).isEqualTo(by == AnalyticsBy.ITEM ? sum.count : null);
        assertThat(row.payments()).isEqualTo(by == AnalyticsBy.PAYMENT ? sum.count : null);
      }
      assertThat(revenue.totals())
          .extracting("currency", "orders", "revenueMinor")
          .containsExactlyInAnyOrder(total(place.currency(), expected), total("EUR", expected));
    }
  }

  @Test
  @DisplayName("rows are in the order of dates and hours, items and payments by revenue")
  void rowsAreOrdered() {
    Place place = sample.places.getFirst();
    var range = new AnalyticsRange(AnalyticsSample.FIRST, AnalyticsSample.FIRST.plusDays(90));
    assertThat(analytics.revenue(place.id(), AnalyticsBy.DAY, range, 20).rows())
        .extracting(Row::key)
        .isSorted();
    assertThat(analytics.revenue(place.id(), AnalyticsBy.HOUR, range, 20).rows())
        .extracting(Row::key)
        .isSorted()
        .allMatch(hour -> hour.matches("[01]\\d|2[0-3]"));
    AnalyticsRevenue items = analytics.revenue(place.id(), AnalyticsBy.ITEM, range, 5);
    assertThat(items.rows())
        .hasSize(5)
        .extracting(Row::revenueMinor)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(items.totals())
        .as("totals are over all items, not only the first five")
        .isEqualTo(analytics.revenue(place.id(), AnalyticsBy.ITEM, range, 200).totals());
  }

  @Test
  @DisplayName("a week beside the week before: each day, the total, and the change in percent")
  void comparesWeeks() {
    LocalDate monday = LocalDate.of(2015, 3, 23);
    for (Place place : sample.places) {
      AnalyticsComparison comparison =
          analytics.compare(place.id(), AnalyticsWeek.parse("2015-W13"));

      assertThat(comparison.previousWeek()).isEqualTo("2015-W12");
      var mine =
          comparison.currencies().stream()
              .filter(c -> c.currency().equals(place.currency()))
              .findFirst()
              .orElseThrow();
      long now = 0;
      long before = 0;
      for (int i = 0; i < 7; i++) {
        LocalDate date = monday.plusDays(i);
        var day = mine.days().get(i);
        assertThat(day.day()).isEqualTo(DayOfWeek.of(i + 1));
        assertThat(day.date()).isEqualTo(date);
        assertThat(day.previousDate()).isEqualTo(date.minusDays(7));
        long revenue = revenueOf(place, o -> o.businessDate().equals(date));
        long earlier = revenueOf(place, o -> o.businessDate().equals(date.minusDays(7)));
        assertThat(day.change().revenueMinor()).isEqualTo(revenue);
        assertThat(day.change().previousRevenueMinor()).isEqualTo(earlier);
        now += revenue;
        before += earlier;
      }
      assertThat(mine.total().revenueMinor()).isEqualTo(now);
      assertThat(mine.total().previousRevenueMinor()).isEqualTo(before);
      assertThat(mine.total().changePercent())
          .isEqualByComparingTo(
              new BigDecimal(now)
                  .divide(new BigDecimal(before), 30, RoundingMode.HALF_EVEN)
                  .subtract(BigDecimal.ONE)
                  .movePointRight(2)
                  .setScale(1, RoundingMode.HALF_EVEN));
    }
  }

  @Test
  @DisplayName("a range without orders has a total of zero in the restaurant's currency")
  void emptyIsZero() {
    Place place = sample.places.getFirst();
    LocalDate date = LocalDate.of(1999, 12, 31);
    AnalyticsRevenue revenue =
        analytics.revenue(place.id(), AnalyticsBy.ITEM, new AnalyticsRange(date, date), 20);
    assertThat(revenue.rows()).isEmpty();
    assertThat(revenue.totals())
        .extracting("currency", "orders", "quantity", "revenueMinor")
        .containsExactly(tuple("USD", 0L, 0L, 0L));
    AnalyticsComparison comparison = analytics.compare(place.id(), AnalyticsWeek.parse("1999-W52"));
    assertThat(comparison.currencies()).hasSize(1);
    assertThat(comparison.currencies().getFirst().days()).hasSize(7);
    assertThat(comparison.currencies().getFirst().total().changePercent()).isNull();
  }

  @Test
  @DisplayName("a restaurant that does not exist is not found")
  void unknownRestaurant() {
    var range = new AnalyticsRange(AnalyticsSample.FIRST, AnalyticsSample.FIRST);
    assertThatThrownBy(() -> analytics.revenue(999_999, AnalyticsBy.DAY, range, 20))
        .isInstanceOfSatisfying(
            ResponseStatusException.class,
            e -> assertThat(e.getStatusCode().value()).isEqualTo(404));
  }

  private static Map<Key, Sum> expected(Place place, AnalyticsBy by, LocalDate from, LocalDate to) {
    Map<Key, Sum> sums = new HashMap<>();
    for (Order order : sample.orders) {
      if (!order.place().equals(place)
          || !order.state().equals("COMPLETED")
          || order.businessDate().isBefore(from)
          || order.businessDate().isAfter(to)) {
        continue;
      }
      BiConsumer<String, long[]> add =
          (key, countAndRevenue) -> {
            Sum sum = sums.computeIfAbsent(new Key(key, order.currency()), k -> new Sum());
            sum.orders.add(order);
            sum.count += countAndRevenue[0];
            sum.revenue += countAndRevenue[1];
          };
      switch (by) {
        case DAY -> add.accept(order.businessDate().toString(), new long[] {1, order.total()});
        case HOUR ->
            add.accept("%02d".formatted(order.placedAt().getHour()), new long[] {1, order.total()});
        case ITEM ->
            order
                .lines()
                .forEach(
                    line -> add.accept(line.item(), new long[] {line.quantity(), line.total()}));
        case PAYMENT ->
            order
                .payments()
                .forEach(payment -> add.accept(payment.method(), new long[] {1, payment.amount()}));
      }
    }
    return sums;
  }

  private static org.assertj.core.groups.Tuple total(String currency, Map<Key, Sum> sums) {
    Set<Order> orders = new HashSet<>();
    long revenue = 0;
    for (Map.Entry<Key, Sum> entry : sums.entrySet()) {
      if (entry.getKey().currency().equals(currency)) {
        orders.addAll(entry.getValue().orders);
        revenue += entry.getValue().revenue;
      }
    }
    return tuple(currency, (long) orders.size(), revenue);
  }

  private static long revenueOf(Place place, Predicate<Order> which) {
    return List.copyOf(sample.orders).stream()
        .filter(o -> o.place().equals(place) && o.state().equals("COMPLETED"))
        .filter(o -> o.currency().equals(place.currency()))
        .filter(which)
        .mapToLong(Order::total)
        .sum();
  }
}
