package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds raw rows up in plain Java, by local date and hour: shares nothing with what it checks. */
final class Model {

  /** A row of the table. */
  record Event(long user, String zone, Instant at, String kind, Integer value, String app) {}

  private final List<Event> events = new ArrayList<>();
  private final Map<Long, String> userZones = new HashMap<>();

  static Model read(Connection connection, boolean millis) throws SQLException {
    Model model = new Model();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("select user_id, zone, at, kind, value, app from events")) {
        while (row.next()) {
          Object at = row.getObject(3);
          Instant instant =
              millis
                  ? Instant.ofEpochMilli(row.getLong(3))
                  : at instanceof String text
                      ? OffsetDateTime.parse(text).toInstant()
                      : row.getTimestamp(3).toInstant();
          Object value = row.getObject(5);
          model.events.add(
              new Event(
                  row.getLong(1),
                  row.getString(2),
                  instant,
                  row.getString(4),
                  value == null ? null : ((Number) value).intValue(),
                  row.getString(6)));
        }
      }
      try (ResultSet row = statement.executeQuery("select id, zone from users")) {
        while (row.next()) {
          model.userZones.put(row.getLong(1), row.getString(2));
        }
      }
    }
    return model;
  }

  /** The same figures as a text each, by key and bucket. */
  Map<String, List<Event>> groups(Rollup rollup, Grain grain) {
    Map<String, List<Event>> groups = new TreeMap<>();
    for (Event event : events) {
      if (rollup.where() != null && !event.kind().equals("screen")) {
        continue;
      }
      ZoneId zone = zone(rollup, event);
      if (zone == null) {
        continue;
      }
      StringBuilder name = new StringBuilder();
      for (String key : rollup.keys()) {
        name.append(key.equals("user_id") ? event.user() : event.kind()).append(' ');
      }
      name.append(bucket(grain, event.at().atZone(zone)));
      groups.computeIfAbsent(name.toString(), key -> new ArrayList<>()).add(event);
    }
    return groups;
  }

  ZoneId zone(Rollup rollup, Event event) {
    if (rollup.zone().column() != null) {
      return event.zone().equals("Nowhere") ? null : ZoneId.of(event.zone());
    }
    if (rollup.zone().table() == null) {
      return rollup.zone().fixed();
    }
    String zone = userZones.get(event.user());
    return zone == null ? rollup.zone().fixed() : ZoneId.of(zone);
  }

  /** What a bucket's row is called: a date, or when its hour began. */
  private static String bucket(Grain grain, ZonedDateTime at) {
    LocalDate day = at.toLocalDate();
    return switch (grain) {
      case HOUR -> {
        Instant full =
            at.toInstant()
                .minus(at.getMinute(), ChronoUnit.MINUTES)
                .minus(at.getSecond(), ChronoUnit.SECONDS)
                .truncatedTo(ChronoUnit.SECONDS);
        // Where clocks change within the hour, what comes before and after are two.
        yield "@"
            + (at.getZone().getRules().getOffset(full).equals(at.getOffset())
                ? full
                : at.getZone().getRules().nextTransition(full).getInstant());
      }
      case DAY -> "" + day;
      case WEEK -> "" + day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> "" + day.withDayOfMonth(1);
    };
  }

  private static String name(Rollup rollup, RollupRow row) {
    StringBuilder name = new StringBuilder();
    for (String key : rollup.keys()) {
      name.append(row.keys().get(key)).append(' ');
    }
    Bucket bucket = row.bucket();
    return name.append(bucket.grain() == Grain.HOUR ? "@" + bucket.hour() : "" + bucket.day())
        .toString();
  }

  /** Compares an answer about everything with the rows. */
  void check(Rollup rollup, Grain grain, RollupAnswer answer, String when) {
    Map<String, List<Event>> groups = groups(rollup, grain);
    Map<String, RollupRow> rows = new TreeMap<>();
    answer.rows().forEach(row -> assertThat(rows.put(name(rollup, row), row)).isNull());
    assertThat(rows.keySet())
        .as(when + ": buckets of " + rollup.name() + " " + grain)
        .isEqualTo(groups.keySet());
    groups.forEach(
        (name, events) ->
            compare(rows.get(name), rollup, events, when + ": " + rollup.name() + " " + name));
  }

  private static void compare(RollupRow row, Rollup rollup, List<Event> events, String what) {
    List<Integer> values =
        events.stream().map(Event::value).filter(value -> value != null).sorted().toList();
    long sum = values.stream().mapToLong(Integer::longValue).sum();
    for (Measure measure : rollup.measures()) {
      String name = measure.name();
      String told = what + " " + name;
      switch (measure.kind()) {
        case COUNT ->
            assertThat(row.count(name))
                .as(told)
                .isEqualTo(measure.column() == null ? events.size() : values.size());
        case SUM -> number(row, name, told, values, BigDecimal.valueOf(sum));
        case MIN -> number(row, name, told, values, values.isEmpty() ? null : value(values.get(0)));
        case MAX ->
            number(
                row,
                name,
                told,
                values,
                values.isEmpty() ? null : value(values.get(values.size() - 1)));
        case AVERAGE ->
            number(
                row,
                name,
                told,
                values,
                values.isEmpty()
                    ? null
                    : BigDecimal.valueOf(sum)
                        .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128));
        case DISTINCT, DISTINCT_SKETCH ->
            assertThat(row.count(name))
                .as(told)
                .isEqualTo(
                    events.stream().map(Event::app).filter(app -> app != null).distinct().count());
        case PERCENTILES -> {
          for (int percent : new int[] {0, 50, 100}) {
            double is = row.percentile(name, percent);
            if (values.isEmpty()) {
              assertThat(is).as(told).isNaN();
            } else {
              double exact = values.get((int) Math.floor(percent / 100.0 * (values.size() - 1)));
              assertThat(is).as(told).isCloseTo(exact, within(Math.abs(exact) * 0.0101));
            }
          }
        }
        case TOP -> top(row, measure, told, events);
      }
    }
  }

  private static BigDecimal value(int value) {
    return BigDecimal.valueOf(value);
  }

  private static void number(
      RollupRow row, String name, String told, List<Integer> values, BigDecimal wanted) {
    if (values.isEmpty()) {
      assertThat(row.number(name)).as(told).isNull();
    } else {
      assertThat(row.number(name)).as(told).isEqualByComparingTo(wanted);
    }
  }

  private static void top(RollupRow row, Measure measure, String told, List<Event> events) {
    Map<String, Long> weights =
        events.stream()
            .filter(event -> event.app() != null)
            .collect(
                Collectors.groupingBy(
                    Event::app,
                    Collectors.summingLong(event -> event.value() == null ? 0 : event.value())));
    List<String> wanted =
        weights.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(measure.size())
            .map(each -> each.getKey() + "=" + each.getValue())
            .toList();
    assertThat(
            row.top(measure.name()).stream()
                .map(each -> each.value() + "=" + each.weight().toBigInteger())
                .toList())
        .as(told)
        .isEqualTo(wanted);
    assertThat(row.top(measure.name())).as(told).allMatch(each -> each.slack().signum() == 0);
  }
}
