package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The rollups of a database. {@link #install} creates them, {@link #refresh} (or {@link
 * RollupJobs}) keeps them, {@link #read} asks them. Thread-safe.
 *
 * <p>A rollup is a fix with two halves: triggers and refreshes always run once it is installed;
 * whether it is read is a flag, asked for each question. With the flag off the same question is
 * answered from the raw rows.
 */
public final class Rollups {

  private final DataSource database;
  private final Map<String, Rollup> rollups = new LinkedHashMap<>();
  private final Map<String, Layout> layouts = new ConcurrentHashMap<>();
  private final Map<String, Counts> counts = new LinkedHashMap<>();

  /** Names of what was seen installed. */
  private final Set<String> there = ConcurrentHashMap.newKeySet();

  private final Predicate<String> on;

  /**
   * Rollups that are always read.
   *
   * @param database where the raw rows are
   * @param rollups what is declared
   */
  public Rollups(DataSource database, Collection<Rollup> rollups) {
    this(database, rollups, name -> true);
  }

  /**
   * Rollups.
   *
   * @param database where the raw rows are
   * @param rollups what is declared
   * @param on whether the rollup of a name is read, or the raw rows
   * @throws IllegalArgumentException if two have one name
   */
  public Rollups(DataSource database, Collection<Rollup> rollups, Predicate<String> on) {
    this.database = database;
    this.on = on;
    for (Rollup rollup : rollups) {
      if (this.rollups.put(rollup.name(), rollup) != null) {
        throw new IllegalArgumentException("two rollups are called '" + rollup.name() + "'");
      }
      counts.put(rollup.name(), new Counts(rollup.name()));
    }
  }

  /**
   * The rollups that a database has.
   *
   * @param database the database
   * @return as they were declared when they were installed
   * @throws RollupException if the database refuses
   */
  public static Rollups installed(DataSource database) {
    return doing(
        "looking for rollups",
        () -> {
          try (Connection connection = database.getConnection()) {
            return new Rollups(database, Installation.declared(connection));
          }
        });
  }

  /**
   * What is declared.
   *
   * @return in the order of declaration
   */
  public List<Rollup> declared() {
    return List.copyOf(rollups.values());
  }

  /**
   * The statements that install a rollup, for a migration of yours; to be run in one transaction.
   *
   * @param name the rollup
   * @return SQL without semicolons at the end
   * @throws IllegalArgumentException if the table does not fit the declaration; says what to do
   */
  public List<String> migration(String name) {
    Rollup rollup = known(name);
    return doing(
        "planning the rollup '" + name + "'",
        () -> {
          try (Connection connection = database.getConnection()) {
            return Installation.statements(connection, Layout.of(connection, rollup));
          }
        });
  }

  /**
   * Installs what is not there; any number of instances may at any time. In PostgreSQL that waits,
   * at most 5 s, for transactions that write to the tables; those that come meanwhile wait for it.
   *
   * @throws IllegalArgumentException if a table does not fit, or a rollup of the name is there with
   *     another declaration
   * @throws RollupException if the database refuses
   */
  public void install() {
    for (Rollup rollup : rollups.values()) {
      doing(
          "installing the rollup '" + rollup.name() + "'",
          () ->
              Transactions.write(
                  database,
                  connection -> Installation.install(connection, Layout.of(connection, rollup))));
    }
  }

  /**
   * Removes a rollup: triggers, tables, state.
   *
   * @param name the rollup
   * @throws RollupException if the database refuses
   */
  public void remove(String name) {
    Rollup rollup = known(name);
    doing(
        "removing the rollup '" + name + "'",
        () ->
            Transactions.write(
                database,
                connection -> {
                  Layout layout = Layout.of(connection, rollup);
                  execute(connection, layout.dialect().remove(layout));
                  layouts.remove(name);
                  there.remove(name);
                  return true;
                }));
  }

  /**
   * Asks a rollup. One that is not installed is answered from the raw rows. A question takes a
   * connection of its own: it does not see what a transaction of yours has not committed yet.
   *
   * @param name the rollup
   * @param grain how long its buckets are
   * @return a question for all keys and times
   */
  public RollupQuery read(String name, Grain grain) {
    return new RollupQuery(this, known(name), grain, Slice.ALL, false);
  }

  RollupAnswer answer(Rollup rollup, Grain grain, Slice slice, boolean now) {
    boolean read = on.test(rollup.name());
    Counts mine = counts(rollup);
    long began = System.nanoTime();
    RollupAnswer answer =
        doing(
            "reading the rollup '" + rollup.name() + "'",
            () -> {
              Layout layout = layout(rollup);
              slice.check(layout);
              if (read) {
                try {
                  RollupAnswer found = answer(layout, grain, slice, now, true);
                  mine.worked("reading");
                  return found;
                } catch (SQLException e) {
                  if (!layout.dialect().isBroken(e)) {
                    throw e;
                  }
                  mine.failed("reading", e);
                }
              }
              return answer(layout, grain, slice, now, false);
            });
    mine.answered(answer.freshness().source(), System.nanoTime() - began);
    return answer;
  }

  private RollupAnswer answer(Layout layout, Grain grain, Slice slice, boolean now, boolean read)
      throws SQLException {
    return Transactions.snapshot(
        database,
        connection ->
            new Reader(connection, layout)
                .answer(grain, slice, now, read && isThere(connection, layout)));
  }

  private boolean isThere(Connection connection, Layout layout) throws SQLException {
    String name = layout.rollup().name();
    if (there.contains(name)) {
      return true;
    }
    boolean found = Installation.isThere(connection, layout);
    if (found) {
      there.add(name);
    }
    return found;
  }

  /**
   * Works off what changed, in steps of at most 1,000 marks, a transaction each, the rollups in
   * turn. Any number of instances may call it at any time: one works at a rollup, the others find
   * nothing to do. One that fails does not keep the others from being refreshed.
   *
   * @param most for how long; each rollup gets one step in any case
   * @return whether everything was worked off, or another instance is at it
   * @throws RollupException if the database refuses; what was not committed is done next time
   */
  public boolean refresh(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    return refresh(() -> System.nanoTime() - end < 0);
  }

  /** As long as there is time, which is asked from the second round on. */
  boolean refresh(BooleanSupplier time) {
    List<Rollup> open = new ArrayList<>(rollups.values());
    RuntimeException failed = null;
    for (boolean first = true; !open.isEmpty(); first = false) {
      for (Rollup rollup : List.copyOf(open)) {
        if (!first && !time.getAsBoolean()) {
          return ended(failed, false);
        }
        try {
          if (step(rollup) != Refresh.Done.SOME) {
            open.remove(rollup);
          }
          counts(rollup).worked("refreshing");
        } catch (RuntimeException e) {
          open.remove(rollup);
          counts(rollup).failed("refreshing", e);
          failed = failed == null ? e : failed;
        }
      }
    }
    return ended(failed, true);
  }

  private static boolean ended(@Nullable RuntimeException failed, boolean all) {
    if (failed != null) {
      throw failed;
    }
    return all;
  }

  private Refresh.Done step(Rollup rollup) {
    long began = System.nanoTime();
    Refresh step =
        doing(
            "refreshing the rollup '" + rollup.name() + "'",
            () -> new Refresh(database, layout(rollup), part -> {}));
    Refresh.Done done = doing("refreshing the rollup '" + rollup.name() + "'", step::step);
    if (done == Refresh.Done.SOME) {
      counts(rollup).stepped(step.worked(), System.nanoTime() - began);
    }
    return done;
  }

  /**
   * What was done with a rollup here.
   *
   * @param name the rollup
   * @return counts since this object was made
   */
  public RollupStats stats(String name) {
    return counts(known(name)).stats();
  }

  private Counts counts(Rollup rollup) {
    return java.util.Objects.requireNonNull(counts.get(rollup.name()));
  }

  /**
   * How all stand.
   *
   * @return in the order of declaration; those that are not installed are missing
   * @throws RollupException if the database refuses
   */
  public List<RollupStatus> status() {
    List<RollupStatus> all = new ArrayList<>();
    for (Rollup rollup : rollups.values()) {
      all.addAll(
          doing(
              "looking at the rollup '" + rollup.name() + "'",
              () -> {
                Layout layout = layout(rollup);
                return Transactions.snapshot(database, connection -> status(connection, layout));
              }));
    }
    return all;
  }

  private static List<RollupStatus> status(Connection connection, Layout layout)
      throws SQLException {
    StateRow state = StateRow.read(connection, layout);
    if (state == null) {
      return List.of();
    }
    Long oldest = Marks.oldest(connection, layout);
    return List.of(
        new RollupStatus(
            layout.rollup().name(),
            state.state().name(),
            Fill.progress(connection, layout, state),
            Marks.count(connection, layout, -1),
            instant(oldest),
            instant(state.refreshedAt()),
            instant(state.filledAt()),
            state.refused()));
  }

  private static @Nullable Instant instant(@Nullable Long second) {
    return second == null ? null : Instant.ofEpochSecond(second);
  }

  /**
   * Adds samples up again from the raw rows, and compares.
   *
   * @param name the rollup
   * @param sample about how many buckets of each grain; all for {@code Integer.MAX_VALUE}
   * @param seed which
   * @return what was found
   * @throws RollupException if the database refuses
   */
  public Verification verify(String name, int sample, long seed) {
    Rollup rollup = known(name);
    return doing(
        "verifying the rollup '" + name + "'",
        () -> {
          Layout layout = layout(rollup);
          return Transactions.snapshot(
              database,
              connection -> new Verifier(connection, layout).verify(sample, new Random(seed)));
        });
  }

  /**
   * Marks everything, to be computed again by refreshes. Reads go on meanwhile.
   *
   * @param name the rollup
   * @throws RollupException if the database refuses
   */
  public void rebuild(String name) {
    Rollup rollup = known(name);
    doing(
        "rebuilding the rollup '" + name + "'",
        () -> {
          Layout layout = layout(rollup);
          return Transactions.write(database, connection -> Fill.again(connection, layout));
        });
  }

  private Rollup known(String name) {
    Rollup rollup = rollups.get(name);
    if (rollup == null) {
      throw new IllegalArgumentException(Nearest.unknown("rollup", name, rollups.keySet()));
    }
    return rollup;
  }

  private Layout layout(Rollup rollup) throws SQLException {
    Layout layout = layouts.get(rollup.name());
    if (layout == null) {
      try (Connection connection = database.getConnection()) {
        layout = Layout.of(connection, rollup);
      }
      layouts.put(rollup.name(), layout);
    }
    return layout;
  }

  DataSource database() {
    return database;
  }

  static void execute(Connection connection, List<String> statements) throws SQLException {
    for (String sql : statements) {
      Dialect.execute(connection, sql);
    }
  }

  /** Something with the database. */
  private interface Doing<T> {
    T run() throws SQLException;
  }

  private static <T> T doing(String what, Doing<T> doing) {
    try {
      return doing.run();
    } catch (BatchUpdateException e) {
      // Its own message has the values of a batch.
      throw new RollupException(what, e.getCause() instanceof SQLException cause ? cause : e);
    } catch (SQLException e) {
      throw new RollupException(what, e);
    }
  }
}
