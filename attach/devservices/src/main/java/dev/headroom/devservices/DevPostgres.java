package dev.headroom.devservices;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 18 of this process, on loopback, with its data in a directory that outlives it.
 * Settings are the server's defaults (durable: fsync on), so that figures taken on it mean
 * something.
 *
 * <p>One process at a time may use a directory. A server that a killed process left behind is
 * stopped first.
 */
public final class DevPostgres implements AutoCloseable {

  private final EmbeddedPostgres server;
  private final FileChannel lock;

  private final ProcessHandle process;

  /** What to delete at the end; null where the data stays. */
  private final @Nullable Path temporary;

  private DevPostgres(
      EmbeddedPostgres server, FileChannel lock, ProcessHandle process, @Nullable Path temporary) {
    this.server = server;
    this.lock = lock;
    this.process = process;
    this.temporary = temporary;
  }

  /**
   * Starts a server for one test run: its data is deleted when it is closed.
   *
   * @return the running server
   * @throws UncheckedIOException if the server does not start
   */
  public static DevPostgres temporary() {
    try {
      Path directory = Files.createTempDirectory("headroom-postgres");
      return start(directory, directory);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for PostgreSQL", e);
    }
  }

  /**
   * Starts the server; the first start in a directory takes about 3 s, later ones under 1 s.
   *
   * @param directory where the data lives; created if missing
   * @return the running server, stopped by {@link #close}
   * @throws IllegalStateException if another process uses the directory
   * @throws UncheckedIOException if the server does not start; the message names its log
   */
  public static DevPostgres start(Path directory) {
    return start(directory, null);
  }

  private static DevPostgres start(Path directory, @Nullable Path temporary) {
    try {
      Files.createDirectories(directory);
      FileChannel lock =
          FileChannel.open(
              directory.resolve("in-use.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (!locked(lock)) {
        lock.close();
        throw new IllegalStateException(
            "another process uses " + directory + ": stop it, or choose another directory");
      }
      Path data = directory.resolve("data");
      stopOrphan(data);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setOverrideWorkingDirectory(directory.resolve("bin").toFile())
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("max_connections", "120")
              .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log(directory)))
              .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log(directory)))
              .start();
      ProcessHandle process =
          running(data).orElseThrow(() -> new IOException("the server is gone again"));
      return new DevPostgres(server, lock, process, temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "PostgreSQL did not start; its log: " + directory.resolve("postgres.log"), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  private static java.io.File log(Path directory) {
    return directory.resolve("postgres.log").toFile();
  }

  /**
   * Stops whatever server runs on a directory, for a process that ends before it has one in hand.
   *
   * @param directory as given to {@link #start}
   */
  public static void stopLeftBehind(Path directory) {
    try {
      stopOrphan(directory.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stopOrphan(Path data) throws IOException {
    Optional<ProcessHandle> orphan = running(data);
    if (orphan.isPresent()) {
      orphan.get().descendants().forEach(ProcessHandle::destroy);
      orphan.get().destroy();
      try {
        orphan.get().onExit().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException(
            "a PostgreSQL left behind (process " + orphan.get().pid() + ") does not stop", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while an old PostgreSQL was stopping");
      }
    }
    // Of a machine that went down: the number in it may belong to anybody by now.
    Files.deleteIfExists(data.resolve("postmaster.pid"));
  }

  private static Optional<ProcessHandle> running(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
    return ProcessHandle.of(pid).filter(DevPostgres::isPostgres);
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.contains("postgres")).orElse(false);
  }

  /**
   * The JDBC URL of a database on this server, with user and no password (loopback trust).
   *
   * @param database its name
   * @return for example {@code jdbc:postgresql://127.0.0.1:41234/pos?user=postgres}
   */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database + "?user=postgres";
  }

  /**
   * The server's first process; all others are below it.
   *
   * @return alive while the server runs
   */
  public ProcessHandle process() {
    return process;
  }

  /**
   * The port.
   *
   * @return a free one, chosen at start
   */
  public int port() {
    return server.getPort();
  }

  /**
   * Creates a database unless it exists.
   *
   * @param database letters, digits and underscores
   * @param template the database to copy, which nobody may be connected to; null for an empty one
   * @return true if it was created
   * @throws SQLException if the server refuses
   */
  public boolean createDatabase(String database, @Nullable String template) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        PreparedStatement exists =
            connection.prepareStatement("select 1 from pg_database where datname = ?");
        Statement create = connection.createStatement()) {
      exists.setString(1, database);
      try (ResultSet found = exists.executeQuery()) {
        if (found.next()) {
          return false;
        }
      }
      create.execute(
          "create database "
              + name(database)
              + (template == null ? "" : " template " + name(template) + " strategy file_copy"));
      return true;
    }
  }

  /**
   * Drops a database, cutting off whoever is connected; does nothing if there is none.
   *
   * @param database letters, digits and underscores
   * @throws SQLException if the server refuses
   */
  public void dropDatabase(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        Statement drop = connection.createStatement()) {
      drop.execute("drop database if exists " + name(database) + " with (force)");
    }
  }

  private static String name(String database) {
    if (!database.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "a database's name is lower case letters, digits and underscores, was '"
              + database
              + "'");
    }
    return '"' + database + '"';
  }

  /** Stops the server (fast shutdown), frees the directory, and deletes it if temporary. */
  @Override
  public void close() {
    try (lock) {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop cleanly", e);
    }
    if (temporary != null) {
      delete(temporary);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " could not be deleted", e);
    }
  }
}
