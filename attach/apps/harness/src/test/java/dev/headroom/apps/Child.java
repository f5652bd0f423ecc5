package dev.headroom.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application as a process of its own, with what it printed. */
final class Child implements AutoCloseable {

  private static final Pattern LISTENS =
      Pattern.compile("(?:Tomcat started on port|Listening on port) (\\d+)");
  private static final Pattern AGENT =
      Pattern.compile("(?i)headroom.*http://127\\.0\\.0\\.1:(\\d+)");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final Queue<String> printed = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Integer> agentPort = new CompletableFuture<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread reader;

  private Child(Process process) {
    this.process = process;
    reader = Thread.ofPlatform().daemon().name("child-output").start(this::read);
  }

  static Child start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("PORT", "0");
    return new Child(builder.start());
  }

  /**
   * java, heap, the agent, more options, then {@code -jar} and the jar. Compiled quickly, since an
   * application here lives for seconds.
   */
  static List<String> command(Path java, boolean agent, List<String> options, Path jar) {
    List<String> command =
        new ArrayList<>(
            List.of(java.toString(), "-Xmx300m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (agent) {
      command.add("-javaagent:" + Repository.agent());
    }
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        find(LISTENS, line, port);
        find(AGENT, line, agentPort);
      }
    } catch (IOException e) {
      printed.add(e.toString());
    }
    IllegalStateException ended = new IllegalStateException("the application ended:\n" + output());
    port.completeExceptionally(ended);
    agentPort.completeExceptionally(ended);
  }

  private static void find(Pattern pattern, String line, CompletableFuture<Integer> port) {
    Matcher found = pattern.matcher(line);
    if (found.find()) {
      port.complete(Integer.valueOf(found.group(1)));
    }
  }

  int port() {
    return waited(port, "say that it listens");
  }

  int agentPort() {
    return waited(agentPort, "say where the agent's page is");
  }

  private int waited(CompletableFuture<Integer> number, String what) {
    try {
      return number.get(240, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the application did not " + what + ":\n" + output(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    return String.join("\n", printed);
  }

  /** A document of the agent. */
  JsonNode agent(String path) {
    return JSON.readTree(get(agentPort(), path));
  }

  String get(int port, String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(path + "\n" + output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the agent has counted so many requests, and returns what it has seen. */
  JsonNode observed(int requests) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      JsonNode seen = agent("/observations.json");
      long counted = 0;
      for (JsonNode endpoint : seen.get("endpoints")) {
        counted += endpoint.get("requests").asLong();
      }
      if (counted >= requests || System.nanoTime() > deadline) {
        return seen;
      }
      TimeUnit.MILLISECONDS.timedJoin(reader, 50); // returns early if it ends
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
