package dev.headroom.cli;

import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Everything that runs for one command: database, Redis, service. Closed by the command, or, when
 * it is interrupted, by the end of this process: the service first, then what it stands on.
 */
final class Running implements AutoCloseable {

  private static final String SIGN_IN = "/api/v1/auth/sign-in";

  private static volatile boolean interrupted;

  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
  private final Thread onExit;
  private volatile String partial = "";
  private volatile boolean closed;
  private boolean loadedAnew;
  private final Backing backing;
  private final ReferenceService which;
  private final Path home;

  /**
   * A process of the service.
   *
   * @param database the copy that it works on
   * @param process itself
   * @param client signed in as who may switch fixes
   */
  record Service(String database, ServiceProcess process, ServiceClient client)
      implements AutoCloseable {

    @Override
    public void close() {
      client.close();
      process.close();
    }
  }

  @SuppressWarnings("NullAway.Init") // The constructor sets it, or closes what it began.
  private Running(ReferenceService which, Path home, Steps steps) throws Exception {
    this.which = which;
    this.home = home;
    onExit = new Thread(this::stop, "headroom-exit");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      backing =
          steps.run(
              which.sqlite() ? "Preparing SQLite and Redis" : "Starting PostgreSQL and Redis",
              () -> Backing.start(which, home));
      open.push(backing);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Starts what the service stands on, with its data. */
  static Running start(ReferenceService which, Path home, Steps steps) throws Exception {
    Running running = new Running(which, home, steps);
    try {
      running.loadedAnew =
          steps.run(
              "Loading the data",
              () -> {
                boolean loaded = running.backing.seed(steps, Proving.port(0));
                steps.outcome(loaded ? "kept for the next start" : "kept from an earlier start");
                return loaded;
              });
      return running;
    } catch (Exception e) {
      running.close();
      throw e;
    }
  }

  /** Whether copies made before are of other data, or of another schema, than the service's. */
  boolean loadedAnew() {
    return loadedAnew;
  }

  Backing backing() {
    return backing;
  }

  /** Starts the service on a copy, with these options of its virtual machine. */
  Service service(
      String database,
      int port,
      Path log,
      List<String> options,
      Map<String, String> more,
      String step,
      Steps steps)
      throws Exception {
    Map<String, String> environment = new HashMap<>(backing.environment(database));
    environment.putAll(more);
    ServiceProcess process =
        steps.run(
            step,
            () -> {
              ServiceProcess started =
                  ServiceProcess.start(which.jar(home), port, log, environment, options, List.of());
              open.push(started);
              started.awaitHealthy(steps::progress);
              return started;
            });
    Service service = new Service(database, process, new ServiceClient(process.base()));
    open.remove(process);
    open.push(service);
    service.client().signIn(SIGN_IN, which.ownerEmail(), which.ownerPassword());
    return service;
  }

  /** Ends one of the processes before the others. */
  void stop(Service service) {
    if (open.remove(service)) {
      service.close();
    }
  }

  /** Whether everything is being stopped: what then fails in the command is no news. */
  static boolean interrupted() {
    return interrupted;
  }

  Map<String, ProcessHandle> processes(Service service) {
    Map<String, ProcessHandle> processes = new HashMap<>(backing.processes(service.database()));
    processes.put("service", service.process().handle());
    return processes;
  }

  /** What to say about results when this run is interrupted. */
  void partial(String text) {
    partial = text;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException alreadyEnding) {
      return; // the hook is at it
    }
    closeAll();
  }

  private void closeAll() throws IOException {
    Exception first = null;
    for (AutoCloseable one = open.pollFirst(); one != null; one = open.pollFirst()) {
      try {
        one.close();
      } catch (Exception e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new IOException("not everything stopped cleanly: " + first.getMessage(), first);
    }
  }

  private void stop() {
    if (closed) {
      return;
    }
    interrupted = true;
    System.err.println("\nheadroom: stopping the service and what it stands on ...");
    try {
      closeAll();
      Backing.stopLeftBehind(which, home); // of a start that was still under way
    } catch (Exception e) {
      System.err.println("headroom: " + Faults.describe(e));
    }
    System.err.println("headroom: stopped" + (partial.isEmpty() ? "." : "; " + partial));
  }
}
