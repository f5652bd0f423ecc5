package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.services.pos.AnalyticsRevenue.Row;
import dev.headroom.services.pos.AnalyticsSample.Order;
import dev.headroom.services.pos.AnalyticsSample.Place;
import dev.headroom.services.testing.Answer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Sums of the database beside sums over the same orders in memory. */
class AnalyticsTest extends UpdatesService {

  private static AnalyticsSample sample;

  @Autowired Analytics analytics;
  @Autowired DataSource database;

  /** What a key comes to. */
  private static final class Sum {
    final Set<Order> orders = new HashSet<>();
    long count;
    long revenue;
  }

  private record Key(String key, String currency) {}

  @BeforeEach
  void fillOnce() throws Exception {
    if (sample == null) {
      sample = AnalyticsSample.insert(database, 20150511, 500);
    }
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
  @DisplayName("managers read their own restaurant's analytics, owners any, staff none")
  void whoMayRead() throws Exception {
    long mine = sample.places.get(0).id();
    long other = sample.places.get(1).id();
    String manager = token(Role.MANAGER, mine);
    String owner = token(Role.PLATFORM_OWNER, null);
    String staff = token(Role.STAFF, mine);
    String range = "by=day&from=2015-03-01&to=2015-03-31";
    assertThat(get(revenue(mine, range), null).status()).isEqualTo(401);
    assertThat(get(revenue(mine, range), staff).status()).isEqualTo(403);
    assertThat(get(revenue(other, range), manager).status()).isEqualTo(403);
    assertThat(get(revenue(999_999, range), owner).status()).isEqualTo(404);
    assertThat(get(revenue(other, range), owner).status()).isEqualTo(200);
    assertThat(get(compare(mine, "2015-W13"), staff).status()).isEqualTo(403);
    assertThat(get(compare(mine, "2015-W13"), owner).status()).isEqualTo(200);
    Answer answer = get(revenue(mine, range), manager);
    assertThat(answer.status()).isEqualTo(200);
    AnalyticsRevenue expected =
        analytics.revenue(
            mine, AnalyticsBy.DAY, AnalyticsRange.parse("2015-03-01", "2015-03-31"), 20);
    assertThat(answer.raw().body()).isEqualTo(json.writeValueAsString(expected));
    assertThat(answer.body().get("rows").get(0).has("quantity")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "by=days&from=2015-03-01&to=2015-03-31 | did you mean day? Known: day, hour, item, payment",
        "by=day&from=2015-03-31&to=2015-03-01 | is after to=",
        "by=day&from=2014-01-01&to=2015-03-01 | at most 366",
        "by=day&from=2015-03-01 | to' is missing",
        "by=item&limit=0&from=2015-03-01&to=2015-03-01 | limit=0 is outside 1 to 200",
        "by=item&limit=x&from=2015-03-01&to=2015-03-01 | limit",
      })
  @DisplayName("what cannot be answered gets 400 and a problem document that says what to write")
  void badInput(String query, String detail) throws Exception {
    long mine = sample.places.get(0).id();
    Answer answer = get(revenue(mine, query), token(Role.MANAGER, mine));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body().get("detail").asString()).contains(detail);
  }

  private static String revenue(long restaurant, String query) {
    return "/api/v1/restaurants/" + restaurant + "/analytics/revenue?" + query;
  }

  private static String compare(long restaurant, String week) {
    return "/api/v1/restaurants/" + restaurant + "/analytics/compare?week=" + week;
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
