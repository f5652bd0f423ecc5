package dev.headroom.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Service} in a process of its own, observed in one way. */
final class Started implements AutoCloseable {

  final Way way;
  final Process process;
  final int port;

  /** From the process's start to its first answer. */
  final long firstAnswerNanos;

  private Started(Way way, Process process, int port, long firstAnswerNanos) {
    this.way = way;
    this.process = process;
    this.port = port;
    this.firstAnswerNanos = firstAnswerNanos;
  }

  /**
   * Starts one and waits for its first answer.
   *
   * @param directory where it runs; what an agent writes goes there
   * @param options of the way
   */
  static Started start(Way way, List<String> options, String url, Path directory)
      throws IOException, InterruptedException {
    List<String> command = java(options);
    command.add(1, "-XX:-UseDynamicNumberOfCompilerThreads"); // so that their time is not forgotten
    command.add(Service.class.getName());
    command.add(way.name());
    command.add(url);
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    try {
      int port = port(way.title, process);
      HttpRequest first =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/customers/7")).build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(first, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200 || !answer.body().contains("customer 7")) {
        throw new IOException(
            way.title + " answered " + answer.statusCode() + ": " + answer.body());
      }
      return new Started(way, process, port, System.nanoTime() - began);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The beginning of a command line that runs a class of this class path. */
  static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms256m", "-Xmx256m", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  /** The port that a service says it listens on. */
  static int port(String title, Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Deque<String> last = new ArrayDeque<>();
    String line;
    while ((line = out.readLine()) != null) {
      if (line.startsWith(Service.LISTENING)) {
        drain(out);
        return Integer.parseInt(line.substring(Service.LISTENING.length()));
      }
      last.addLast(line);
      if (last.size() > 20) {
        last.removeFirst();
      }
    }
    throw new IOException(title + " ended at its start: " + String.join("\n", last));
  }

  /** A process whose output nobody reads would stop. */
  private static void drain(BufferedReader out) {
    Thread.ofPlatform()
        .daemon(true)
        .name("drain")
        .start(
            () -> {
              try (out) {
                while (out.readLine() != null) {
                  // not wanted
                }
              } catch (IOException ended) {
                // with the process
              }
            });
  }

  @Override
  public void close() {
    stop(process);
  }

  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
