package dev.headroom.advise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A copy of a SQLite database in a directory of its own, to build and measure on; deleted by {@link
 * #close}.
 *
 * <p>The database is opened read-only and copied by {@code VACUUM INTO}, in one read transaction:
 * in WAL mode writers go on meanwhile and the copy is of one moment; with a rollback journal a
 * writer waits until the copy is done. The copy is whole and packed: pages that deletes left half
 * empty are full in it.
 */
final class SqliteCopy implements AutoCloseable {

  private static final int BUSY_MILLIS = 5_000;
  private static final long SPARE_BYTES = 64_000_000;

  private final Path folder;
  private final SqliteUrl source;
  private final List<String> notes = new ArrayList<>();
  private boolean filled;

  private SqliteCopy(Path folder, SqliteUrl source) {
    this.folder = folder;
    this.source = source;
  }

  /** Makes the directory, so that it can be deleted whatever happens from now on. */
  static SqliteCopy of(SqliteUrl source) throws IOException {
    return new SqliteCopy(Files.createTempDirectory("headroom-advise"), source);
  }

  boolean filled() {
    return filled;
  }

  void fill(LongSupplier ticker) throws SQLException, IOException {
    try (Connection connection = source.openReadOnly(BUSY_MILLIS);
        Statement statement = connection.createStatement()) {
      long bytes = number(statement, "pragma page_count") * number(statement, "pragma page_size");
      requireSpace(bytes, Files.getFileStore(folder).getUsableSpace());
      String journal = text(statement, "pragma journal_mode");
      long begin = ticker.getAsLong();
      try {
        statement.execute("vacuum into " + Sql.literal(file().toString()));
      } catch (SQLException e) {
        if (!String.valueOf(e.getMessage())
            .matches("(?s).*no such (collation|function|module).*")) {
          throw source.explained(e);
        }
        notes.add("copied page by page, not packed: " + e.getMessage());
        pages(statement);
      }
      if (!journal.equals("wal")) {
        notes.add(
            "the database is not in WAL mode: writers had to wait while it was copied ("
                + AdviceText.time(ticker.getAsLong() - begin)
                + ")");
      }
      filled = true;
    }
  }

  /**
   * For databases whose application brings collations or functions, without which nothing packs.
   */
  private void pages(Statement statement) throws SQLException, IOException {
    Files.deleteIfExists(file());
    try {
      statement.executeUpdate("backup to " + Sql.literal(file().toString()));
    } catch (SQLException e) {
      throw source.explained(e);
    }
  }

  /** For the copy, indexes on it, and what sorting them needs. */
  void requireSpace(long bytes, long free) {
    long needed = 3 * bytes + SPARE_BYTES;
    if (free < needed) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the copy of %s needs %s, and %s has %s free; give another folder with"
                  + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
              source.file(),
              AdviceText.bytes(needed),
              folder.getParent(),
              AdviceText.bytes(free)));
    }
  }

  Path file() {
    return folder.resolve("copy.db");
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  static long number(Statement statement, String sql) throws SQLException {
    try (var row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  static String text(Statement statement, String sql) throws SQLException {
    try (var row = statement.executeQuery(sql)) {
      String value = row.next() ? row.getString(1) : "";
      return value == null ? "" : value;
    }
  }

  /** Deletes the copy; a statement that still runs on it, after Ctrl-C, cannot bring it back. */
  @Override
  public void close() throws IOException {
    IOException last = null;
    for (int i = 0; i < 10 && Files.exists(folder); i++) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        last = new IOException(folder + " could not be deleted: " + e.getMessage(), e);
      }
    }
    if (last != null && Files.exists(folder)) {
      throw last;
    }
  }
}
