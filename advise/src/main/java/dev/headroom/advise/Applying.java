package dev.headroom.advise;

import dev.headroom.advise.AdviceReport.Applied;
import dev.headroom.advise.AdviceReport.Check;
import dev.headroom.advise.AdviceReport.Outcome;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Carries advice out on the database that it is for, one index at a time, and takes back what does
 * not hold its promise.
 *
 * <p>An index is created concurrently. Then its statements are looked at again ({@link Promise}),
 * and for a while all statements on its table, where the server has {@code pg_stat_statements}:
 * those that write may be slower by what was promised, all others not. What breaks a promise is
 * dropped, concurrently, and so is what a failed or interrupted build leaves.
 *
 * <p>Only as good as what can be seen: without {@code pg_stat_statements}, or in a quiet hour,
 * writers are not watched, and the report says so.
 */
public final class Applying implements AutoCloseable {

  private static final Pattern NAME =
      Pattern.compile("create index (?:concurrently )?if not exists (\\S+) on .*");

  private final String url;
  private final ApplyOptions options;
  private final Consumer<String> progress;
  private final OnlineDdl ddl;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean begun;

  /**
   * Connects; changes nothing yet.
   *
   * @param url JDBC URL of the database, as a role that owns the tables
   * @param options how careful to be
   * @param progress told in a line what is going on
   * @throws SQLException if the server refuses
   */
  public Applying(String url, ApplyOptions options, Consumer<String> progress) throws SQLException {
    this.url = url;
    this.options = options;
    this.progress = progress;
    this.ddl = new OnlineDdl(url, options.lockTimeout().toMillis(), progress);
  }

  /**
   * Refuses if the role may not do what is asked for.
   *
   * @param report what would be applied
   * @param create whether its indexes will be created
   * @param drop whether its drops will be done
   * @throws IllegalStateException which names the rights that are missing
   * @throws SQLException if the server refuses
   */
  public void check(AdviceReport report, boolean create, boolean drop) throws SQLException {
    Set<String> tables = new LinkedHashSet<>();
    boolean trigrams = false;
    if (create) {
      for (IndexAdvice index : report.advice().indexes()) {
        tables.add(index.table());
        trigrams |= index.ddl().contains("gin_trgm_ops");
      }
    }
    if (drop) {
      report.drops().forEach(one -> tables.add(one.table()));
    }
    try (Connection connection = ServerUrl.openReadOnly(url)) {
      Rights.require(connection, tables, trigrams);
    }
  }

  /**
   * Creates the advised indexes, drops the superfluous ones, or both.
   *
   * @param report whose advice; checked by {@link #check}
   * @param create whether to create
   * @param drops where what is dropped is kept, and what earlier runs dropped; null drops nothing
   * @param workload statements that must not become slower by a drop
   * @return what became of each; after {@link #close} was called by another thread the rest is left
   * @throws SQLException if the connection fails
   * @throws IOException if the file of drops cannot be read or written
   */
  public List<Applied> run(
      AdviceReport report,
      boolean create,
      @Nullable Path drops,
      List<StatementObservation> workload)
      throws SQLException, IOException {
    begun = true;
    List<Applied> done = new ArrayList<>();
    try {
      if (drops != null) {
        Dropping dropping = new Dropping(url, this, new DropFile(drops), workload);
        done.addAll(dropping.missed(report.database()));
        for (AdviceReport.Drop drop : report.drops()) {
          done.add(ddl.stopped() ? left(drop) : dropping.drop(report.database(), drop));
        }
      }
      for (IndexAdvice index : create ? report.advice().indexes() : List.<IndexAdvice>of()) {
        done.add(
            ddl.stopped()
                ? applied(index, Outcome.LEFT, "it was stopped before its turn", 0, List.of())
                : create(index));
      }
      return done;
    } finally {
      ended.countDown();
    }
  }

  private static Applied left(AdviceReport.Drop drop) {
    return new Applied(
        drop.index(),
        drop.table(),
        Outcome.LEFT,
        "it was stopped before its turn",
        drop.ddl(),
        0,
        List.of());
  }

  private Applied create(IndexAdvice index) throws SQLException {
    List<String> names = names(index);
    String table = index.table();
    List<OnlineDdl.Found> there = ddl.find(table, names);
    if (there.stream().anyMatch(one -> one.name().endsWith(index.name()) && one.valid())) {
      return applied(index, Outcome.THERE_ALREADY, "nothing was done", 0, List.of());
    }
    long nanos = 0;
    try (Connection looks = ServerUrl.openReadOnly(url);
        Promise promise = new Promise(url, index)) {
      StatementTotals former = StatementTotals.of(looks, table);
      try {
        ddl.remove(table, names); // of a build that failed before
        for (String step : index.create()) {
          nanos += ddl.run(step, "building " + index.name());
        }
        StatementTotals begin = StatementTotals.of(looks, table);
        List<Check> checks = new ArrayList<>(promise.kept(names));
        boolean holds = checks.stream().allMatch(Check::holds);
        String unseen = "";
        if (holds) {
          checks.addAll(
              watch(
                  looks,
                  table,
                  former,
                  begin,
                  (double) index.writes().nanosPerRow(),
                  index.name()));
          unseen = unseen(former, checks);
        }
        if (ddl.stopped()) {
          return without(index, Outcome.TAKEN_BACK, "it was stopped before it was watched", checks);
        }
        if (checks.stream().allMatch(Check::holds)) {
          return applied(index, Outcome.CREATED, unseen, nanos, checks);
        }
        return without(index, Outcome.TAKEN_BACK, "it does not hold what was promised", checks);
      } catch (SQLException e) {
        String why = ddl.stopped() ? "it was stopped" : SchemaCopy.first(e);
        return without(index, Outcome.FAILED, why, List.of());
      }
    }
  }

  private Applied without(IndexAdvice index, Outcome outcome, String why, List<Check> checks)
      throws SQLException {
    List<OnlineDdl.Found> left = ddl.remove(index.table(), names(index));
    return applied(
        index,
        outcome,
        why
            + (left.isEmpty()
                ? "; nothing of it was left behind"
                : "; and it could not be removed while a transaction uses the table: run 'drop index"
                    + " concurrently "
                    + left.get(0).name()
                    + "' when that has ended, or --apply again"),
        0,
        checks);
  }

  /** Waits, unless it is stopped, and compares what was asked meanwhile. */
  List<Check> watch(
      Connection looks,
      String table,
      StatementTotals former,
      StatementTotals begin,
      double nanosPerRow,
      String what)
      throws SQLException {
    if (former.byId().isEmpty() || options.watch().isZero()) {
      return List.of();
    }
    progress.accept("watching " + what + " for " + options.watch().toSeconds() + " s");
    try {
      if (stop.await(options.watch().toMillis(), TimeUnit.MILLISECONDS)) {
        return List.of();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ddl.cutShort();
      return List.of();
    }
    return StatementTotals.of(looks, table).against(former, begin, nanosPerRow);
  }

  static String unseen(StatementTotals former, List<Check> checks) {
    if (former.byId().isEmpty()) {
      return "the server has no pg_stat_statements that this role may see: other statements, and"
          + " writers, were not watched";
    }
    return checks.stream().anyMatch(check -> check.what().startsWith("mean of"))
        ? ""
        : "no statement on the table ran "
            + StatementTotals.FEWEST
            + " times in the watch: other statements, and writers, were not seen";
  }

  static List<String> names(IndexAdvice index) {
    List<String> names = new ArrayList<>();
    for (String step : index.create()) {
      Matcher name = NAME.matcher(step);
      if (name.matches()) {
        names.add(name.group(1));
      }
    }
    return names;
  }

  private static Applied applied(
      IndexAdvice index, Outcome outcome, String detail, long nanos, List<Check> checks) {
    return new Applied(index.name(), index.table(), outcome, detail, index.ddl(), nanos, checks);
  }

  OnlineDdl ddl() {
    return ddl;
  }

  /** Cuts short what is under way, waits until it is tidied up, and disconnects. */
  @Override
  public void close() throws SQLException {
    stop.countDown();
    ddl.cutShort();
    try {
      if (begun && !ended.await(60, TimeUnit.SECONDS)) {
        progress.accept("the server still tidies up: look for invalid indexes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ddl.close();
  }
}
