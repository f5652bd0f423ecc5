package dev.headroom.cli;

import dev.headroom.advise.ScratchCopy;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that runs for one command: database, Redis, service. Closed by the command, or, when
 * it is interrupted, by the end of this process: the service first, then what it stands on.
 */
final class Running implements AutoCloseable {

  private static final String SIGN_IN = "/api/v1/auth/sign-in";

  private static volatile boolean interrupted;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Thread onExit;
  private volatile String partial = "";
  private volatile boolean closed;
  private Backing backing;
  private ServiceProcess service;
  private ServiceClient client;
  private String database;

  @SuppressWarnings("NullAway.Init") // The factories set the rest, or close what they began.
  private Running(ReferenceService which, Path home) {
    Path folder = Backing.postgresFolder(which, home);
    onExit = new Thread(() -> stop(folder), "headroom-exit");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  static Running proving(Proving.Request request, Steps steps) throws Exception {
    Running running = new Running(request.service(), request.home());
    try {
      running.startBacking(request.service(), request.home(), steps);
      running.database =
          steps.run(
              "Copying the data for this run",
              () -> running.backing.copy(request.service().name() + "_prove"));
      running.startService(
          request.service(),
          request.home(),
          request.service().name() + "_prove",
          Proving.port(request.port()),
          request.out().resolve("service.log"),
          request.service().whileProved(),
          steps);
      return running;
    } catch (Exception e) {
      running.close();
      throw e;
    }
  }

  static Running serving(ReferenceService which, Path home, int port, boolean fresh, Steps steps)
      throws Exception {
    Running running = new Running(which, home);
    try {
      boolean loaded = running.startBacking(which, home, steps);
      String name = which.name() + "_serve";
      // A copy of what the data or the schema were before would not fit the service any more.
      running.database = running.backing.copyOnce(name, fresh || loaded);
      running.startService(
          which,
          home,
          name,
          port,
          running.backing.folder().resolve("service.log"),
          Map.of("HEADROOM_OBSERVE_SAMPLES", "true"),
          steps);
      return running;
    } catch (Exception e) {
      running.close();
      throw e;
    }
  }

  /** Starts what the service stands on, and says whether its data were loaded anew. */
  private boolean startBacking(ReferenceService which, Path home, Steps steps) throws Exception {
    backing = steps.run("Starting PostgreSQL and Redis", () -> Backing.start(which, home));
    open.push(backing);
    return steps.run(
        "Loading the data",
        () -> {
          boolean loaded = backing.seed(steps, Proving.port(0));
          steps.outcome(loaded ? "kept for the next start" : "kept from an earlier start");
          return loaded;
        });
  }

  private void startService(
      ReferenceService which,
      Path home,
      String name,
      int port,
      Path log,
      Map<String, String> more,
      Steps steps)
      throws Exception {
    Map<String, String> environment = new HashMap<>(backing.environment(name));
    environment.putAll(more);
    service =
        steps.run(
            "Starting the service, all fixes off",
            () -> {
              ServiceProcess process =
                  ServiceProcess.start(
                      which.jar(home), port, log, environment, List.of("-Xmx256m"), List.of());
              open.push(process);
              process.awaitHealthy(steps::progress);
              return process;
            });
    client = new ServiceClient(service.base());
    open.push(client);
    client.signIn(SIGN_IN, which.ownerEmail(), which.ownerPassword());
  }

  /** Whether everything is being stopped: what then fails in the command is no news. */
  static boolean interrupted() {
    return interrupted;
  }

  URI base() {
    return service.base();
  }

  ServiceClient client() {
    return client;
  }

  ServiceProcess service() {
    return service;
  }

  String databaseUrl() {
    return database;
  }

  ScratchCopy scratch() throws Exception {
    return ScratchCopy.of(backing.seedUrl());
  }

  Map<String, ProcessHandle> processes() {
    Map<String, ProcessHandle> processes = new HashMap<>(backing.processes());
    processes.put("service", service.handle());
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
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new IOException("not everything stopped cleanly: " + first.getMessage(), first);
    }
  }

  private void stop(Path postgres) {
    if (closed) {
      return;
    }
    interrupted = true;
    System.err.println("\nheadroom: stopping the service, Redis and PostgreSQL ...");
    try {
      closeAll();
      DevPostgres.stopLeftBehind(postgres); // of a start that was still under way
    } catch (Exception e) {
      System.err.println("headroom: " + Faults.describe(e));
    }
    System.err.println("headroom: stopped" + (partial.isEmpty() ? "." : "; " + partial));
  }
}
