package dev.headroom.advise;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The JDBC URL of a SQLite database in a file.
 *
 * @param file where it is
 * @param settings what stands behind the question mark, with it; empty if nothing does
 */
record SqliteUrl(Path file, String settings) {

  private static final String PREFIX = "jdbc:sqlite:";

  /** Whether a URL is SQLite's. */
  static boolean fits(String url) {
    return url.startsWith(PREFIX);
  }

  static SqliteUrl of(String url) {
    String rest = url.substring(PREFIX.length());
    if (rest.startsWith("file:")) {
      rest = rest.substring("file:".length());
    }
    int settings = rest.indexOf('?');
    String file = settings < 0 ? rest : rest.substring(0, settings);
    if (file.isBlank() || file.equals(":memory:") || rest.contains("mode=memory")) {
      throw new IllegalArgumentException(
          url
              + ": a database in memory belongs to its process and cannot be read from here;"
              + " write jdbc:sqlite:FILE");
    }
    if (file.startsWith(":resource:")) {
      throw new IllegalArgumentException(
          url + ": a database in a jar is not read; unpack it and write jdbc:sqlite:FILE");
    }
    Path path;
    try {
      path = Path.of(file);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(file + ": is no name of a file", e);
    }
    return new SqliteUrl(path, settings < 0 ? "" : rest.substring(settings));
  }

  /** Another file, with those settings that say how values are written. */
  String on(Path other) {
    StringBuilder kept = new StringBuilder();
    for (String setting : settings.replaceFirst("^\\?", "").split("&", -1)) {
      if (setting.startsWith("date_")) {
        kept.append(kept.isEmpty() ? "?" : "&").append(setting);
      }
    }
    return PREFIX + other + kept;
  }

  /** Whether the URL says how long to wait for a lock. */
  boolean waits() {
    return settings.contains("busy_timeout=");
  }

  /** Opens the database for reading only, or says what is wrong with it. */
  Connection openReadOnly(int busyMillis) throws SQLException {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + ": is a directory; write jdbc:sqlite:FILE");
    }
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(file + ": there is no such file");
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(file + ": there is no right to read it");
    }
    SQLiteConfig config = new SQLiteConfig(new Properties());
    config.setReadOnly(true);
    config.setBusyTimeout(busyMillis);
    try {
      Connection connection = DriverManager.getConnection(PREFIX + file, config.toProperties());
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("select count(*) from sqlite_schema")) {
        row.next();
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  /** What a reader of the message can do about it. */
  SQLException explained(SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException fault
            ? fault.getResultCode()
            : SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    String more =
        switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
          case SQLITE_NOTADB ->
              "is no SQLite database, or an encrypted one: encrypted files cannot be read here";
          case SQLITE_CORRUPT ->
              "is damaged: run 'pragma integrity_check' on it, and restore it from a backup or with"
                  + " 'sqlite3 FILE .recover'";
          case SQLITE_BUSY, SQLITE_LOCKED ->
              "is locked by a writer: try again when its transaction has ended (in WAL mode readers"
                  + " need not wait: 'pragma journal_mode=wal')";
          case SQLITE_CANTOPEN ->
              "cannot be opened: a database in WAL mode needs its -wal and -shm files beside it, or"
                  + " the right to create them; run as a user who may write to the folder, or on a"
                  + " copy made with 'sqlite3 FILE \".backup COPY\"'";
          case SQLITE_READONLY ->
              "needs to be recovered first, which takes the right to write: open it once with the"
                  + " application";
          case SQLITE_FULL -> "cannot be copied: there is no space left";
          case SQLITE_PERM, SQLITE_AUTH, SQLITE_IOERR -> "cannot be read";
          default -> "is refused by SQLite";
        };
    return new SQLException(file + ": " + more + " (" + e.getMessage() + ")", e.getSQLState(), e);
  }
}
