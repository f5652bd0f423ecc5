package dev.headroom.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Processes of this class path, spoken with in lines. Each says {@link #READY} at first. */
final class Children implements AutoCloseable {

  static final String READY = "ready";

  private final Class<?> main;
  private final List<String> arguments;
  private final List<Process> processes = new ArrayList<>();
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

  private Children(Class<?> main, List<String> arguments) {
    this.main = main;
    this.arguments = arguments;
  }

  /** What a process said; null at its end. */
  record Line(int child, @Nullable String text) {}

  static Children start(int count, Class<?> main, String... arguments) throws Exception {
    Children children = new Children(main, List.of(arguments));
    try {
      for (int i = 0; i < count; i++) {
        children.processes.add(children.begin(i));
      }
      for (int i = 0; i < count; i++) {
        children.awaitReady();
      }
    } catch (Exception e) {
      children.close();
      throw e;
    }
    return children;
  }

  /** Another one in the place of one that was killed. */
  void restart(int child) throws Exception {
    processes.set(child, begin(child));
    awaitReady();
  }

  private Process begin(int child) throws IOException {
    List<String> command =
        Started.java(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.add(main.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread.ofPlatform().daemon(true).name("child-" + child).start(() -> listen(child, process));
    return process;
  }

  private void listen(int child, Process process) {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = out.readLine()) != null) {
        lines.add(new Line(child, line));
      }
    } catch (IOException ended) {
      // killed
    }
    lines.add(new Line(child, null));
  }

  private void awaitReady() throws Exception {
    while (true) {
      Line line = next();
      if (READY.equals(line.text())) {
        return;
      }
      if (line.text() == null && !processes.get(line.child()).isAlive()) {
        throw new IOException(main.getSimpleName() + " ended at its start");
      }
    }
  }

  int size() {
    return processes.size();
  }

  Process process(int child) {
    return processes.get(child);
  }

  void say(int child, String line) throws IOException {
    Writer in = processes.get(child).outputWriter(StandardCharsets.UTF_8);
    in.write(line + "\n");
    in.flush();
  }

  Line next() throws InterruptedException, IOException {
    Line line = lines.poll(60, TimeUnit.SECONDS);
    if (line == null) {
      throw new IOException(main.getSimpleName() + " has said nothing for a minute");
    }
    return line;
  }

  /** What has been said by now, without waiting. */
  List<Line> said() {
    List<Line> all = new ArrayList<>();
    lines.drainTo(all);
    return all;
  }

  /** Stops a process, or lets it go on: {@code STOP}, {@code CONT}. */
  static void signal(String name, long process) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      try {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (IOException dead) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
