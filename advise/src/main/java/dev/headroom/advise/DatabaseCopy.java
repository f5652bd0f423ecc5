package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A copy of a database that somebody uses, on another PostgreSQL server (or the same one), to build
 * and measure on; dropped by {@link #close}.
 *
 * <p>The source is only read, in one read-only transaction that sees one moment of it, with
 * time-outs for statements and locks, whatever goes on there meanwhile. What is copied: schemas,
 * extensions that the other server has, types, functions, tables with their rows, keys, indexes,
 * extended statistics, views, and sequences. What is not: triggers, rules, policies, rights,
 * storage parameters. Rows go as text through COPY, so that the versions of the two servers may
 * differ. A partitioned table becomes partitioned again.
 *
 * <p>Tables above a size are sampled where the whole would be too large; then statements that join
 * or count are measured on less than there is, and {@link #notes} says so. What cannot be read or
 * made again is left out and noted: a missing right on one table does not stop the rest.
 */
public final class DatabaseCopy implements AutoCloseable {

  static final String MARK = "headroom_advise_";

  /**
   * How much to copy.
   *
   * @param mostBytes tables are sampled so that about this much is copied, at least 1 MB; default 4
   *     GB
   * @param statementTimeoutMillis for each statement on the source other than copying rows, at
   *     least 1, default 30,000
   * @param lockTimeoutMillis how long to wait for a lock on the source, at least 1, default 2,000
   * @param sample whether larger databases are sampled, else they are not copied; default true
   * @param freeBytes room where the copy goes; -1 unknown (default)
   */
  public record Limits(
      long mostBytes,
      int statementTimeoutMillis,
      int lockTimeoutMillis,
      boolean sample,
      long freeBytes) {

    /** Refuses what cannot work. */
    public Limits {
      if (mostBytes < 1_000_000 || statementTimeoutMillis < 1 || lockTimeoutMillis < 1) {
        throw new IllegalArgumentException(
            "a copy needs room for at least 1 MB and time-outs of at least 1 ms, was "
                + mostBytes
                + " bytes, "
                + statementTimeoutMillis
                + " ms, "
                + lockTimeoutMillis
                + " ms");
      }
    }

    /**
     * The defaults.
     *
     * @return 4 GB, 30 s, 2 s
     */
    public static Limits defaults() {
      return new Limits(4_000_000_000L, 30_000, 2_000, true, -1);
    }

    /**
     * The same with another size.
     *
     * @param most bytes to copy, at least 1 MB
     * @param sampling whether what is larger is sampled
     * @param free bytes of room, -1 unknown
     * @return new limits
     */
    public Limits with(long most, boolean sampling, long free) {
      return new Limits(most, statementTimeoutMillis, lockTimeoutMillis, sampling, free);
    }
  }

  /** A schema that changes while it is read is read again so often. */
  private static final int MOST_READINGS = 3;

  private final String sourceUrl;
  private final ServerUrl server;
  private final String name;
  private final List<String> notes = new ArrayList<>();

  /** Guarded by this: a database is not made any more once it was closed. */
  private boolean closed;

  private DatabaseCopy(String sourceUrl, ServerUrl server, String name) {
    this.sourceUrl = sourceUrl;
    this.server = server;
    this.name = name;
  }

  /** Where a copy will be; nothing is made before {@link #fill}. */
  static DatabaseCopy planned(String sourceUrl, String serverUrl) {
    ServerUrl.of(sourceUrl);
    return new DatabaseCopy(
        sourceUrl, ServerUrl.of(serverUrl), MARK + Long.toUnsignedString(System.nanoTime(), 36));
  }

  /**
   * Copies a database.
   *
   * @param sourceUrl JDBC URL of the database to read; its role needs SELECT
   * @param serverUrl JDBC URL of any database on the server that gets the copy, as a superuser
   * @param limits how much
   * @param progress told in a line what is going on
   * @return the copy
   * @throws NoCopyException if there is no room, or nothing that may be read
   * @throws IllegalStateException if the other role is no superuser
   * @throws SQLException if a server refuses otherwise
   */
  public static DatabaseCopy of(
      String sourceUrl, String serverUrl, Limits limits, Consumer<String> progress)
      throws SQLException {
    DatabaseCopy copy = planned(sourceUrl, serverUrl);
    copy.fill(limits, progress);
    return copy;
  }

  /** Makes the copy; what was made is dropped again if that fails. */
  void fill(Limits limits, Consumer<String> progress) throws SQLException {
    for (int reading = 1; ; reading++) {
      try {
        read(limits, progress);
        if (reading > 1) {
          notes.add("the schema changed while it was read, so it was read again");
        }
        return;
      } catch (SQLException | RuntimeException e) {
        drop();
        // XX000: a definition was asked for of what another session had just dropped.
        boolean changed = e instanceof SQLException sql && "XX000".equals(sql.getSQLState());
        if (!changed || reading >= MOST_READINGS) {
          throw e;
        }
        notes.clear();
        progress.accept("the schema changed while it was read: reading it again");
      }
    }
  }

  private void read(Limits limits, Consumer<String> progress) throws SQLException {
    try (Connection source = ServerUrl.open(sourceUrl)) {
      String path = schemas(source);
      begin(source, limits);
      create(source, path);
      try (Connection target = ServerUrl.open(url())) {
        new SchemaCopy(source, target, limits, notes, progress).run();
      }
      source.rollback();
    }
  }

  /** Where the role finds unqualified names, as its statements do. */
  private static String schemas(Connection source) throws SQLException {
    try (Statement statement = source.createStatement();
        var row =
            statement.executeQuery(
                "select string_agg(quote_ident(s), ', ' order by n) from"
                    + " unnest(current_schemas(false)) with ordinality u(s, n)")) {
      row.next();
      String path = row.getString(1);
      return path == null ? "" : path;
    }
  }

  private static void begin(Connection source, Limits limits) throws SQLException {
    source.setAutoCommit(false);
    try (Statement statement = source.createStatement()) {
      statement.execute("set transaction isolation level repeatable read, read only");
      statement.execute("set local statement_timeout = " + limits.statementTimeoutMillis());
      statement.execute("set local lock_timeout = " + limits.lockTimeoutMillis());
      statement.execute("set local extra_float_digits = 3");
      // Names in definitions come out with their schema, whatever the role's search path is.
      statement.execute("set local search_path = pg_catalog");
    }
  }

  private synchronized void create(Connection source, String path) throws SQLException {
    if (closed) {
      throw new IllegalStateException("the copy was given up");
    }
    String collation;
    String type;
    try (Statement statement = source.createStatement();
        var row =
            statement.executeQuery(
                "select datcollate, datctype from pg_database d where datname ="
                    + " current_database()")) {
      row.next();
      collation = row.getString(1);
      type = row.getString(2);
    }
    try (Connection admin = ServerUrl.open(server.withDatabase("postgres"));
        Statement statement = admin.createStatement()) {
      ServerUrl.requireSuperuser(admin, "measuring on a copy");
      for (String leftover : ScratchCopy.leftovers(statement, MARK)) {
        statement.execute("drop database if exists " + Sql.identifier(leftover));
      }
      String create = "create database " + name + " template template0 encoding 'UTF8'";
      try {
        statement.execute(
            create + " lc_collate " + Sql.literal(collation) + " lc_ctype " + Sql.literal(type));
      } catch (SQLException unknownHere) {
        statement.execute(create);
        notes.add(
            "the copy sorts as its server does, because that has no collation '"
                + collation
                + "': whether LIKE 'x%' can use a plain index may differ");
      }
      if (!path.isEmpty()) {
        statement.execute("alter database " + name + " set search_path = " + path);
      }
    }
  }

  /**
   * Where the copy is.
   *
   * @return a JDBC URL
   */
  public String url() {
    return server.withDatabase(name);
  }

  /**
   * What the copy lacks or tells differently, a sentence each.
   *
   * @return empty if it is whole
   */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Drops the copy, cutting off whoever is connected to it.
   *
   * @throws SQLException if the server refuses
   */
  @Override
  public synchronized void close() throws SQLException {
    closed = true;
    drop();
  }

  private synchronized void drop() throws SQLException {
    try (Connection admin = ServerUrl.open(server.withDatabase("postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute("drop database if exists " + name + " with (force)");
    }
  }
}
