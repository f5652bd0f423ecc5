package dev.headroom.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A reference service as a child process, stopped with this one. */
final class ServiceProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final URI base;
  private final Path log;

  private ServiceProcess(Process process, URI base, Path log) {
    this.process = process;
    this.base = base;
    this.log = log;
  }

  static ServiceProcess start(
      Path jar,
      int port,
      Path log,
      Map<String, String> environment,
      List<String> jvmOptions,
      List<String> arguments)
      throws IOException {
    refuseTaken(port);
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.start(), URI.create("http://127.0.0.1:" + port), log);
  }

  private static void refuseTaken(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      throw new IOException(
          "port " + port + " is taken: stop what listens there, or choose another with --port", e);
    }
  }

  /** Returns when the health endpoint answers 200; tells the log's last line meanwhile. */
  void awaitHealthy(Consumer<String> progress) throws IOException, InterruptedException {
    awaitHealthy(progress, START_LIMIT);
  }

  /** The same, for a start that also loads data. */
  void awaitHealthy(Consumer<String> progress, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      HttpRequest health =
          HttpRequest.newBuilder(base.resolve("/api/v1/health"))
              .timeout(Duration.ofSeconds(5))
              .build();
      while (System.nanoTime() < deadline) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "the service ended while starting (exit code "
                  + process.exitValue()
                  + "); its log: "
                  + log
                  + tail());
        }
        try {
          if (client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (ConnectException | java.net.http.HttpTimeoutException e) {
          progress.accept(lastLine());
        }
      }
    }
    throw new IOException(
        "the service was not healthy after " + limit.toSeconds() + " s; its log: " + log + tail());
  }

  private String lastLine() {
    List<String> lines = lines();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1).replaceFirst("^.* : ", "");
  }

  private String tail() {
    List<String> lines = lines();
    return "\n    "
        + String.join("\n    ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      return List.of();
    }
  }

  URI base() {
    return base;
  }

  Path log() {
    return log;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks the service to stop; after 15 s it is made to. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
