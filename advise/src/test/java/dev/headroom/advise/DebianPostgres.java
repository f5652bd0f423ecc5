package dev.headroom.advise;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL 15 of Debian with HypoPG and pg_stat_statements, on loopback in a directory of its
 * own, stopped and deleted after all tests. Where it is not installed, its tests are skipped.
 */
final class DebianPostgres implements BeforeAllCallback, AutoCloseable {

  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final Path HYPOPG = Path.of("/usr/share/postgresql/15/extension/hypopg.control");

  private static DebianPostgres running;

  private final Path folder;
  private final int port;

  DebianPostgres() {
    this(Path.of(""), 0);
  }

  private DebianPostgres(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Assumptions.assumeTrue(
        Files.isExecutable(BIN.resolve("initdb")) && Files.exists(HYPOPG),
        "no PostgreSQL 15 with HypoPG: ./headroom test installs it, or apt-get install"
            + " postgresql-15 postgresql-15-hypopg");
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(DebianPostgres.class, key -> start(), DebianPostgres.class);
  }

  private static DebianPostgres start() {
    try {
      Path folder = Files.createTempDirectory("headroom-debian");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      int port;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      DebianPostgres server = new DebianPostgres(folder, port);
      server.run("initdb", "-D", server.data(), "-A", "trust", "-U", "postgres", "-N");
      server.run(
          "pg_ctl",
          "-D",
          server.data(),
          "-w",
          "-l",
          folder.resolve("log").toString(),
          "-o",
          "-p "
              + port
              + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c"
              + " shared_preload_libraries=pg_stat_statements",
          "start");
      return server;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** As an unprivileged user: the server refuses to run as root. */
  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(BIN.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve(program + ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(folder.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(program + " failed: " + Files.readString(output));
    }
  }

  static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + running.port + "/" + database + "?user=postgres";
  }

  /** A new database with this content; answers its URL. */
  static String database(String name, String... sql) throws java.sql.SQLException {
    Server.execute(
        url("postgres"),
        "drop database if exists " + name + " with (force)",
        "create database " + name);
    Server.execute(url(name), sql);
    return url(name);
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() throws IOException, InterruptedException {
    run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
