package dev.headroom.cli;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Finding;
import dev.headroom.settings.Settings;
import dev.headroom.traces.TraceFormatException;
import dev.headroom.traces.TraceOptions;
import dev.headroom.traces.TraceReceiver;
import dev.headroom.traces.TracedWindow;
import dev.headroom.traces.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom diagnose TRACES}. */
@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    description = {
      "Findings from OpenTelemetry traces in OTLP JSON, without an agent: files (one document, or"
          + " one a line; gzip too), folders, - for standard input, or received with --listen.",
      "What traces cannot tell is said below the findings."
    })
final class DiagnoseCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "TRACES",
      description = "Files or folders of OTLP JSON; - is standard input.")
  List<String> inputs = List.of();

  @Option(
      names = "--listen",
      paramLabel = "PORT",
      description =
          "Receive OTLP over HTTP in JSON at /v1/traces of this port (4318 is usual) until Ctrl-C.")
  @Nullable Integer listen;

  @Option(
      names = "--allow-host",
      paramLabel = "ADDRESS",
      description =
          "Listen at this address instead of the loopback address only: whoever reaches it can"
              + " send.")
  @Nullable String allowHost;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "With --listen: stop after this time, such as 60s or 5min.")
  @Nullable Duration time;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (default: headroom.yml here, if there): thresholds, accepted.")
  @Nullable Path config;

  @Mixin FindingsOutput output = new FindingsOutput();

  private final List<String> faults = new ArrayList<>();

  /** Ctrl-C ends the listening; the process ends when what came is written. */
  private final CountDownLatch written = new CountDownLatch(1);

  @Override
  public Integer call() throws Exception {
    try {
      return diagnose();
    } finally {
      written.countDown();
    }
  }

  private Integer diagnose() throws Exception {
    if (inputs.isEmpty() && listen == null) {
      throw new IllegalArgumentException(
          "which traces? name files, folders or - for standard input, or --listen 4318");
    }
    if (listen == null && (allowHost != null || time != null)) {
      throw new IllegalArgumentException("--allow-host and --for need --listen PORT");
    }
    Settings settings = UserSettings.read(config);
    Thresholds thresholds = Thresholds.of(settings.thresholds());
    Traces traces =
        new Traces(
            new TraceOptions(
                settings.observe().slowThreshold(),
                settings.observe().maxEndpoints(),
                settings.observe().maxStatements(),
                TraceOptions.DEFAULTS.maxSpans()));
    for (String input : inputs) {
      read(traces, input);
    }
    if (listen != null) {
      listen(traces, listen);
    }
    TracedWindow window = traces.window();
    faults.forEach(fault -> System.err.println("headroom: " + fault));
    if (window.spans() == 0) {
      throw new IllegalArgumentException("no spans were read, so nothing can be said");
    }
    List<Finding> findings =
        Diagnosis.ranked(window.qualified(Diagnosis.findings(window.observations(), thresholds)));
    List<String> notes = new ArrayList<>(faults);
    notes.addAll(window.notes());
    output.write("Traces", window.observations(), findings, settings.accepted(), notes);
    return 0;
  }

  private void read(Traces traces, String input) throws IOException {
    if (input.equals("-")) {
      read(traces, System.in, "standard input");
      return;
    }
    Path path = Home.working().resolve(input);
    if (Files.isDirectory(path)) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(path)) {
        files =
            all.filter(Files::isRegularFile)
                .filter(
                    f -> f.getFileName().toString().matches(".*\\.(json|jsonl|ndjson|log)(\\.gz)?"))
                .sorted()
                .toList();
      }
      if (files.isEmpty()) {
        faults.add(
            path + ": no file in it ends in .json, .jsonl, .ndjson or .log (or these and .gz)");
      }
      for (Path file : files) {
        readFile(traces, file);
      }
    } else if (Files.exists(path)) {
      readFile(traces, path);
    } else {
      throw new IllegalArgumentException(path + ": there is no such file or folder");
    }
  }

  private void readFile(Traces traces, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      read(traces, in, file.toString());
    }
  }

  private void read(Traces traces, InputStream in, String name) throws IOException {
    try {
      traces.read(in, name);
    } catch (TraceFormatException e) {
      faults.add(String.valueOf(e.getMessage()));
    }
  }

  private void listen(Traces traces, int port) throws IOException, InterruptedException {
    Duration most = time;
    InetAddress address =
        allowHost == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(allowHost);
    CountDownLatch stop = new CountDownLatch(1);
    Thread onExit =
        new Thread(
            () -> {
              stop.countDown();
              awaitWritten();
            },
            "headroom-exit");
    try (TraceReceiver receiver = TraceReceiver.start(address, port, traces)) {
      Runtime.getRuntime().addShutdownHook(onExit);
      System.err.println(
          "headroom: receiving OTLP/HTTP JSON at http://"
              + address.getHostAddress()
              + ":"
              + receiver.port()
              + "/v1/traces until "
              + (most == null ? "Ctrl-C" : "Ctrl-C or " + time + " are over"));
      if (most == null) {
        stop.await();
      } else if (!stop.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().removeShutdownHook(onExit);
      }
      if (receiver.refused() > 0) {
        faults.add(
            receiver.refused()
                + (receiver.refused() == 1 ? " request was" : " requests were")
                + " refused: no OTLP JSON to /v1/traces; each was told why");
      }
    }
  }

  private void awaitWritten() {
    try {
      written.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
