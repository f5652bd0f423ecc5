package dev.headroom.services.wellbeing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headroom.rollup.Grain;
import dev.headroom.rollup.RollupQuery;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.Rollups;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The fix {@code rollups}: sums that are kept. Each question is asked as of now: what was written
 * since the last refresh is added from the rows, so that an answer is never older than its request.
 *
 * <p>A question takes a connection of its own, so nothing here may run inside a transaction: a pool
 * whose connections all wait for a second one would stand still.
 */
@Service
class FiguresRollup implements FiguresSource {

  private final Rollups rollups;
  private final JdbcClient jdbc;

  /** By package; an application keeps its id. */
  private final Cache<String, Long> ids = Caffeine.newBuilder().maximumSize(1_000).build();

  FiguresRollup(Rollups rollups, JdbcClient jdbc) {
    this.rollups = rollups;
    this.jdbc = jdbc;
  }

  @Override
  public DayFigures day(Me user, LocalDate date) {
    return days(user, date, date).getFirst();
  }

  @Override
  public List<DayFigures> days(Me user, LocalDate from, LocalDate to) {
    Map<LocalDate, DayFigures> found = users(user, Grain.DAY, from, to);
    return from.datesUntil(to.plusDays(1))
        .map(date -> found.getOrDefault(date, DayFigures.none(date)))
        .toList();
  }

  @Override
  public List<DayFigures> weeks(Me user, LocalDate monday, int count) {
    Map<LocalDate, DayFigures> found =
        users(user, Grain.WEEK, monday, monday.plusWeeks(count).minusDays(1));
    List<DayFigures> weeks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate first = monday.plusWeeks(i);
      weeks.add(found.getOrDefault(first, DayFigures.none(first)));
    }
    return weeks;
  }

  private Map<LocalDate, DayFigures> users(Me user, Grain grain, LocalDate from, LocalDate to) {
    Map<LocalDate, DayFigures> found = new HashMap<>();
    for (RollupRow row :
        asked(WellbeingRollups.USERS, grain, user, from, to).asOfNow().get().rows()) {
      LocalDate date = day(row);
      found.put(
          date,
          new DayFigures(
              date,
              sum(row, "screen_millis"),
              sum(row, "night_millis"),
              sum(row, "pickups"),
              sum(row, "notifications"),
              sum(row, "interruptions"),
              sum(row, "focus_millis"),
              sum(row, "focus_sessions"),
              sum(row, "focus_completed")));
    }
    return found;
  }

  @Override
  public List<AppFigures> apps(Me user, LocalDate from, LocalDate to) {
    Map<Long, long[]> sums = new HashMap<>();
    for (RollupRow row :
        asked(WellbeingRollups.APPS, Grain.DAY, user, from, to).asOfNow().get().rows()) {
      long[] sum =
          sums.computeIfAbsent(
              (Long) Objects.requireNonNull(row.keys().get("application_id")), id -> new long[4]);
      sum[0] += sum(row, "app_millis");
      sum[1] += sum(row, "opens");
      sum[2] += sum(row, "notifications");
      sum[3] += sum(row, "interruptions");
    }
    if (sums.isEmpty()) {
      return List.of();
    }
    return jdbc
        .sql("select id, package_name, name from application where id in (:ids)")
        .param("ids", sums.keySet())
        .query(
            (row, n) -> {
              long[] sum = Objects.requireNonNull(sums.get(row.getLong(1)));
              return new AppFigures(
                  row.getString(2), row.getString(3), sum[0], sum[1], sum[2], sum[3]);
            })
        .list()
        .stream()
        .sorted(AppFigures.MOST_USED)
        .toList();
  }

  @Override
  public List<Long> appMillis(Me user, String packageName, LocalDate from, LocalDate to) {
    long app = ids.get(packageName, this::id);
    Map<LocalDate, Long> found = new HashMap<>();
    asked(WellbeingRollups.APPS, Grain.DAY, user, from, to)
        .where("application_id", app)
        .asOfNow()
        .get()
        .rows()
        .forEach(row -> found.put(day(row), sum(row, "app_millis")));
    return from.datesUntil(to.plusDays(1)).map(date -> found.getOrDefault(date, 0L)).toList();
  }

  private long id(String packageName) {
    return jdbc.sql("select id from application where package_name = ?")
        .param(packageName)
        .query((row, n) -> row.getLong(1))
        .single();
  }

  private RollupQuery asked(String rollup, Grain grain, Me user, LocalDate from, LocalDate to) {
    return rollups.read(rollup, grain).where("user_id", user.id()).from(from).until(to.plusDays(1));
  }

  private static LocalDate day(RollupRow row) {
    return Objects.requireNonNull(row.bucket()).day();
  }

  private static long sum(RollupRow row, String measure) {
    return Objects.requireNonNull(row.number(measure)).longValueExact();
  }
}
