package dev.headroom.advise;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/** The rows of a copy, table by table, the small ones whole and the large ones sampled. */
final class RowCopy {

  private record Rows(String table, String columns, long bytes, boolean readable, boolean plain) {}

  private final Connection source;
  private final Connection target;
  private final DatabaseCopy.Limits limits;
  private final List<String> notes;
  private final Consumer<String> progress;
  private final Set<String> made;

  RowCopy(
      Connection source,
      Connection target,
      DatabaseCopy.Limits limits,
      List<String> notes,
      Consumer<String> progress,
      Set<String> made) {
    this.source = source;
    this.target = target;
    this.limits = limits;
    this.notes = notes;
    this.progress = progress;
    this.made = made;
  }

  void run() throws SQLException {
    List<Rows> tables = new ArrayList<>();
    long all = 0;
    try (Statement statement = source.createStatement();
        var found =
            statement.executeQuery(
                "select format('%I.%I', n.nspname, c.relname), (select string_agg(quote_ident("
                    + "attname), ', ' order by attnum) from pg_attribute where attrelid = c.oid and"
                    + " attnum > 0 and not attisdropped and attgenerated = ''),"
                    + " pg_table_size(c.oid), has_table_privilege(c.oid, 'select') and"
                    + " has_schema_privilege(n.oid, 'usage'), c.relkind = 'r' from pg_class c join pg_namespace n on"
                    + " n.oid = c.relnamespace where (c.relkind = 'r' or (c.relkind = 'm' and"
                    + " c.relispopulated)) and c.relpersistence <> 't' and"
                    + SchemaCopy.OURS
                    + "and"
                    + SchemaCopy.noMember("pg_class", "c.oid")
                    + "order by 3")) {
      while (found.next()) {
        tables.add(
            new Rows(
                found.getString(1),
                found.getString(2),
                found.getLong(3),
                found.getBoolean(4),
                found.getBoolean(5)));
        all += found.getLong(3);
      }
    }
    refuse(tables, all);
    int copied = 0;
    long left = limits.mostBytes();
    long open = all;
    for (Rows table : tables) {
      if (!made.contains("table " + table.table()) || table.columns() == null) {
        continue;
      }
      if (!table.readable()) {
        notes.add(
            "no right to read "
                + table.table()
                + ": it is empty in the copy, and statements on it say nothing; grant select on it,"
                + " or connect as its owner");
        continue;
      }
      // Smallest first: what the small ones leave is shared by the large ones as they are large.
      double share = open <= left ? 1 : Math.min(1, (double) left / open);
      if (table.bytes() <= 64_000_000) {
        share = 1;
      }
      open -= table.bytes();
      left -= Math.round(table.bytes() * share);
      progress.accept(
          String.format(
              Locale.ROOT,
              "copying %s, %.1f MB (%d of %d tables)",
              table.table(),
              table.bytes() / 1e6,
              ++copied,
              tables.size()));
      copy(table, Math.max(share, 0.0001));
    }
  }

  /** What makes no copy worth beginning. */
  private void refuse(List<Rows> tables, long bytes) {
    if (!tables.isEmpty() && tables.stream().noneMatch(Rows::readable)) {
      throw new NoCopyException(
          "the role may read none of the "
              + tables.size()
              + " tables: grant it select (pg_read_all_data), or connect as their owner");
    }
    if (bytes > limits.mostBytes() && !limits.sample()) {
      throw new NoCopyException(
          String.format(
              Locale.ROOT,
              "the tables take %,.0f MB, more than %,.0f, and --no-sampling refuses a part of them:"
                  + " raise --copy-limit",
              bytes / 1e6,
              limits.mostBytes() / 1e6));
    }
    // Rows, their indexes and the candidates, and the log of writing all that.
    double needed = 2.5 * Math.min(bytes, limits.mostBytes()) + 100e6;
    if (limits.freeBytes() >= 0 && limits.freeBytes() < needed) {
      throw new NoCopyException(
          String.format(
              Locale.ROOT,
              "no space for the copy: it needs about %,.0f MB and %,.0f MB are free: name a server"
                  + " with more room by --scratch, or copy less by --copy-limit MB",
              needed / 1e6,
              limits.freeBytes() / 1e6));
    }
  }

  private void copy(Rows table, double share) throws SQLException {
    String from =
        share >= 1
            ? table.table() + " (" + table.columns() + ")"
            : String.format(
                Locale.ROOT,
                "(select %s from %s tablesample system (%.4f) repeatable (7))",
                table.columns(),
                table.table(),
                share * 100);
    if (share >= 1 && !table.plain()) {
      from = "(select " + table.columns() + " from " + table.table() + ")";
    }
    Savepoint before = source.setSavepoint();
    try (Statement statement = source.createStatement()) {
      statement.execute("set local statement_timeout = 0"); // copying takes what it takes
      pump("copy " + from + " to stdout", "copy " + into(table) + " from stdin");
      // Gives back the lock on the table: whoever wants to alter it waits for its copying alone.
      source.rollback(before);
      if (share < 1) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s is a sample of %.1f %% of its rows: times and pages are those of the sample",
                table.table(),
                share * 100));
      }
    } catch (SQLException e) {
      refuseWithoutRoom(target, e, "the rows of " + table.table());
      source.rollback(before);
      notes.add(
          "the rows of " + table.table() + " are not in the copy (" + SchemaCopy.first(e) + ")");
    }
  }

  private static String into(Rows table) {
    return table.table() + " (" + table.columns() + ")";
  }

  /** Rows from one server to the other, with a bounded buffer between the two. */
  @SuppressWarnings("try") // closing the reading end early is what stops the writing one
  private void pump(String out, String in) throws SQLException {
    try (PipedInputStream read = new PipedInputStream(1 << 20);
        PipedOutputStream write = new PipedOutputStream(read)) {
      FutureTask<Long> reader =
          new FutureTask<>(
              () -> {
                try (write) {
                  return source.unwrap(PGConnection.class).getCopyAPI().copyOut(out, write);
                }
              });
      Thread thread = new Thread(reader, "headroom-copy");
      thread.setDaemon(true);
      thread.start();
      SQLException failed = null;
      try {
        target.unwrap(PGConnection.class).getCopyAPI().copyIn(in, read);
      } catch (SQLException e) {
        failed = e;
        read.close(); // the other side stops at its next byte
      }
      try {
        reader.get();
      } catch (ExecutionException e) {
        if (failed == null) {
          throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e.getCause());
        }
      }
      if (failed != null) {
        throw failed;
      }
    } catch (IOException e) {
      throw new SQLException("rows could not be passed on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while rows were copied", e);
    }
  }

  /** No space left, or the server of the copy is gone, which a full disk does to it. */
  static void refuseWithoutRoom(Connection target, SQLException e, String at) {
    boolean gone = false;
    try {
      gone = !target.isValid(5);
    } catch (SQLException broken) {
      gone = true;
    }
    if (gone || "53100".equals(e.getSQLState())) {
      throw new NoCopyException(
          (gone
                  ? "the server of the copy went away (is its disk full?)"
                  : "no space left for the copy")
              + " at "
              + at
              + ": name a server with more room by --scratch, or copy less by --copy-limit MB",
          e);
    }
  }
}
