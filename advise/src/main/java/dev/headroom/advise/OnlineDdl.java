package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates and drops indexes on a database that others use: concurrently, one statement at a time,
 * giving up where a lock is not to be had in time. What is under way is told from the server's own
 * progress, over a second connection, and can be cut short from another thread.
 *
 * <p>A build or a drop that is cut short leaves an index that is invalid: written with each row and
 * used by nobody. {@link #remove} takes such away, and is never cut short itself.
 */
final class OnlineDdl implements AutoCloseable {

  private static final int LOOK_MILLIS = 500;
  private static final int PATIENCE = 6;

  private final Connection connection;
  private final Connection watcher;
  private final Consumer<String> progress;
  private final long lockTimeoutMillis;
  private final long pid;

  /** Guarded by this: what can be cut short now, and whether nothing new may begin. */
  private @Nullable Statement running;

  private boolean stopped;

  OnlineDdl(String url, long lockTimeoutMillis, Consumer<String> progress) throws SQLException {
    this.lockTimeoutMillis = lockTimeoutMillis;
    this.progress = progress;
    connection = ServerUrl.open(url);
    try {
      watcher = ServerUrl.openReadOnly(url);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set lock_timeout = " + lockTimeoutMillis);
        statement.execute("set statement_timeout = 0");
      }
      try (Statement statement = connection.createStatement();
          var row = statement.executeQuery("select pg_backend_pid()")) {
        row.next();
        pid = row.getLong(1);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Runs a statement, telling how far it is; answers nanoseconds. */
  long run(String sql, String what) throws SQLException {
    long begin = System.nanoTime();
    FutureTask<Boolean> task = new FutureTask<>(() -> execute(sql, true));
    Thread thread = new Thread(task, "headroom-ddl");
    thread.setDaemon(true);
    thread.start();
    String held = "";
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          return System.nanoTime() - begin;
        } catch (TimeoutException e) {
          String now = look();
          held = now.contains("waits for") ? now : held;
          progress.accept(what + " " + now);
        } catch (InterruptedException e) {
          interrupted = true;
          cutShort();
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw "55P03".equals(cause.getSQLState()) && !held.isEmpty()
            ? new SQLException(cause.getMessage() + "; it " + held, cause.getSQLState(), cause)
            : cause;
      }
      throw new SQLException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean execute(String sql, boolean canBeCutShort) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      synchronized (this) {
        if (canBeCutShort) {
          if (stopped) {
            throw new SQLException("it was stopped", "57014");
          }
          running = statement;
        }
      }
      try {
        return statement.execute(sql);
      } finally {
        synchronized (this) {
          running = null;
        }
      }
    }
  }

  /** How far the build is, or who holds it up. */
  private String look() {
    try (Statement statement = watcher.createStatement()) {
      try (var row =
          statement.executeQuery(
              "select coalesce(nullif(a.application_name, ''), a.backend_type) || ' as ' ||"
                  + " coalesce(a.usename, '?'), extract(epoch from now() -"
                  + " a.xact_start)::int from unnest(pg_blocking_pids("
                  + pid
                  + ")) p join pg_stat_activity a on a.pid = p limit 1")) {
        if (row.next()) {
          return String.format(
              Locale.ROOT,
              "waits for a transaction of %s, open for %d s",
              row.getString(1),
              row.getInt(2));
        }
      }
      try (var row =
          statement.executeQuery(
              "select phase, blocks_done, blocks_total from pg_stat_progress_create_index where"
                  + " pid = "
                  + pid)) {
        if (row.next()) {
          return row.getLong(3) > 0
              ? String.format(
                  Locale.ROOT,
                  "%s, %.0f %%",
                  row.getString(1),
                  100.0 * row.getLong(2) / row.getLong(3))
              : row.getString(1);
        }
      }
      return "";
    } catch (SQLException e) {
      return ""; // a look is no reason to fail
    }
  }

  /** Cuts short what runs and lets nothing new begin; what was made is still removed. */
  synchronized void cutShort() {
    stopped = true;
    if (running != null) {
      try {
        running.cancel();
      } catch (SQLException e) {
        progress.accept("cannot be cut short: " + SchemaCopy.first(e));
      }
    }
  }

  synchronized boolean stopped() {
    return stopped;
  }

  /** An index by the name of its own and the table that it is on, partitions included. */
  record Found(String name, boolean partitioned, boolean valid) {}

  /** Indexes of these names on a table or its partitions, the parent's first. */
  List<Found> find(String table, List<String> names) throws SQLException {
    List<Found> found = new ArrayList<>();
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      list.append(list.isEmpty() ? "" : ", ").append(Sql.literal(name));
    }
    try (Statement statement = watcher.createStatement();
        var rows =
            statement.executeQuery(
                "select i.indexrelid::regclass::text, c.relkind = 'I', i.indisvalid from pg_index"
                    + " i join pg_class c on c.oid = i.indexrelid where c.relname in ("
                    + list
                    + ") and (i.indrelid = to_regclass("
                    + Sql.literal(table)
                    + ") or i.indrelid in (select relid from pg_partition_tree(to_regclass("
                    + Sql.literal(table)
                    + ")))) order by c.relkind <> 'I', i.indexrelid")) {
      while (rows.next()) {
        found.add(new Found(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3)));
      }
    }
    return found;
  }

  /**
   * Drops all of these, whether valid or not; also when nothing new may begin. It waits longer than
   * other steps do, because what waits here holds up nobody, and what stays would be written for
   * nothing. Answers what stays nevertheless.
   */
  List<Found> remove(String table, List<String> names) throws SQLException {
    List<Found> left = find(table, names);
    if (left.isEmpty()) {
      return left;
    }
    progress.accept("removing " + left.get(0).name());
    execute("set lock_timeout = " + PATIENCE * lockTimeoutMillis, false);
    // A parent takes those of its partitions with it. A late cancel may hit the first attempt.
    for (int attempt = 0; attempt < 2 && !left.isEmpty(); attempt++) {
      for (Found one : left) {
        try {
          execute(
              (one.partitioned() ? "drop index if exists " : "drop index concurrently if exists ")
                  + one.name(),
              false);
        } catch (SQLException e) {
          progress.accept("removing " + one.name() + ": " + SchemaCopy.first(e));
        }
      }
      left = find(table, names);
    }
    execute("set lock_timeout = " + lockTimeoutMillis, false);
    return left;
  }

  @Override
  public void close() throws SQLException {
    try {
      watcher.close();
    } finally {
      connection.close();
    }
  }
}
