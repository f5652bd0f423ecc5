package dev.headroom.cli;

import dev.headroom.advise.Advice;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.Finding;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one reference service stands on, in {@code .headroom/NAME}: its database and Redis. The data
 * is loaded once, into a seed that nobody works on; what is worked on are copies of it, by name.
 */
interface Backing extends AutoCloseable {

  static DevRedis redis() {
    return DevRedis.start("maxmemory 512mb", "maxmemory-policy allkeys-lru");
  }

  static Backing start(ReferenceService service, Path home) throws IOException {
    Path folder = folder(service, home);
    Files.createDirectories(folder);
    return service.sqlite()
        ? new SqliteBacking(new Seed(service, home, folder))
        : PostgresBacking.start(new Seed(service, home, folder));
  }

  static Path folder(ReferenceService service, Path home) {
    return home.resolve(".headroom").resolve(service.name());
  }

  /** Ends what a start that was cut off has left. */
  static void stopLeftBehind(ReferenceService service, Path home) {
    if (!service.sqlite()) {
      PostgresBacking.stopLeftBehind(folder(service, home));
    }
  }

  /** Loads the seed unless it is there and made from the same data and schema. */
  boolean seed(Steps steps, int port) throws IOException, InterruptedException, SQLException;

  /** A fresh copy of the seed under this name; an older one is dropped. */
  void copy(String name) throws IOException, SQLException;

  /** A copy of the seed under this name, kept if it is there. */
  void copyOnce(String name, boolean fresh) throws IOException, SQLException;

  /** The JDBC URL of a copy. */
  String url(String name);

  /** What a service that works on a copy has to know. */
  Map<String, String> environment(String name);

  /** What it stands on, as processes; a database without one is in the service's own. */
  Map<String, ProcessHandle> processes(String name);

  /**
   * Whether arms that differ in indexes, or by process, work on copies of their own: an index of a
   * SQLite file cannot be hidden, and settings of a connection change the file.
   */
  boolean ownCopies();

  /** Index advice, built and measured on another copy. */
  Advised advise(
      String name,
      List<StatementObservation> workload,
      AdviceOptions options,
      Consumer<String> progress)
      throws IOException, SQLException;

  /**
   * What advice says.
   *
   * @param advice what to create
   * @param superfluous what to drop
   */
  record Advised(Advice advice, List<Finding> superfluous) {}

  @Override
  void close();
}
