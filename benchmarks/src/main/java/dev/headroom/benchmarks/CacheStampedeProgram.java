package dev.headroom.benchmarks;

import dev.headroom.devservices.DevRedis;
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

/**
 * S4: 1,000 callers on three processes ask for a key that nobody has. Loads are counted by the
 * loader itself. Then the same with the process killed that loads.
 */
final class CacheStampedeProgram {

  private static final int[] CALLERS = {334, 333, 333};

  private CacheStampedeProgram() {}

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    Table table =
        new Table(
            "S4: 1,000 callers of a cold key on three processes",
            "loader",
            "rounds",
            "loads, least to most",
            "wrong answers",
            "last caller after, ms",
            "target, loads");
    try (DevRedis redis = DevRedis.start()) {
      healthy(table, redis, 100, quick ? 2 : 50);
      healthy(table, redis, 2_000, quick ? 1 : 10);
      killed(table, redis, 100, 1_000, quick ? 1 : 10);
      killed(table, redis, 2_000, 3_000, quick ? 1 : 5);
    }
    table.print(quick);
  }

  private static void healthy(Table table, DevRedis redis, long millis, int rounds)
      throws Exception {
    Tally tally = new Tally();
    try (Nodes nodes = Nodes.start(redis.uri(), 10_000)) {
      nodes.round("warm-up", 1, -1);
      for (int i = 0; i < rounds; i++) {
        tally.add(nodes.round("key-" + millis + "-" + i, millis, -1));
      }
    }
    tally.row(table, millis + " ms", "1");
  }

  /** The deadline of loads bounds how long the others wait for a dead process. */
  private static void killed(Table table, DevRedis redis, long millis, long deadline, int rounds)
      throws Exception {
    Tally tally = new Tally();
    for (int i = 0; i < rounds; i++) {
      try (Nodes nodes = Nodes.start(redis.uri(), deadline)) {
        nodes.round("warm-up-" + millis + "-" + i, 1, -1);
        tally.add(nodes.round("killed-" + millis + "-" + i, millis, millis / 2));
      }
    }
    tally.row(
        table,
        millis + " ms, its process killed, loader-deadline " + deadline + " ms",
        "at most 2");
  }

  /** What one round came to. */
  private record Round(int loads, int wrong, long slowestMillis) {}

  private static final class Tally {
    private final List<Round> rounds = new ArrayList<>();

    void add(Round round) {
      rounds.add(round);
    }

    void row(Table table, String title, String target) {
      table.row(
          title,
          Integer.toString(rounds.size()),
          rounds.stream().mapToInt(Round::loads).min().orElseThrow()
              + " to "
              + rounds.stream().mapToInt(Round::loads).max().orElseThrow(),
          Integer.toString(rounds.stream().mapToInt(Round::wrong).sum()),
          Long.toString(rounds.stream().mapToLong(Round::slowestMillis).max().orElseThrow()),
          target);
    }
  }

  /** Three processes. */
  private record Nodes(List<Process> processes, BlockingQueue<Line> lines)
      implements AutoCloseable {

    /** What a process said; null at its end. */
    private record Line(int node, @org.jspecify.annotations.Nullable String text) {}

    static Nodes start(String redis, long deadlineMillis) throws Exception {
      Nodes nodes = new Nodes(new ArrayList<>(), new LinkedBlockingQueue<>());
      for (int i = 0; i < CALLERS.length; i++) {
        List<String> command =
            Started.java(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.add(StampedeNode.class.getName());
        command.add(redis);
        command.add(Long.toString(deadlineMillis));
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        nodes.processes.add(process);
        nodes.listen(i, process);
      }
      for (int ready = 0; ready < CALLERS.length; ) {
        Line line = nodes.next();
        if (StampedeNode.READY.equals(line.text())) {
          ready++;
        } else if (line.text() == null) {
          nodes.close();
          throw new IOException("a process of the stampede ended at its start");
        }
      }
      return nodes;
    }

    private void listen(int node, Process process) {
      Thread.ofPlatform()
          .daemon(true)
          .name("node-" + node)
          .start(
              () -> {
                try (BufferedReader out =
                    new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                  String line;
                  while ((line = out.readLine()) != null) {
                    lines.add(new Line(node, line));
                  }
                } catch (IOException ended) {
                  // killed
                }
                lines.add(new Line(node, null));
              });
    }

    private Line next() throws InterruptedException, IOException {
      Line line = lines.poll(60, TimeUnit.SECONDS);
      if (line == null) {
        throw new IOException("no process of the stampede has said anything for a minute");
      }
      return line;
    }

    /**
     * One key.
     *
     * @param killAfter milliseconds after a load has begun at which its process is killed, -1 for
     *     never
     */
    Round round(String key, long millis, long killAfter) throws Exception {
      for (int i = 0; i < CALLERS.length; i++) {
        Writer in = processes.get(i).outputWriter(StandardCharsets.UTF_8);
        in.write(key + " " + CALLERS[i] + " " + millis + "\n");
        in.flush();
      }
      int loads = 0;
      int ended = 0;
      int wrong = 0;
      long slowest = 0;
      boolean kill = killAfter >= 0;
      while (ended < CALLERS.length) {
        Line line = next();
        String text = line.text();
        if (text == null) {
          ended++;
        } else if (text.equals("loading " + key)) {
          loads++;
          if (kill) {
            kill = false;
            Process holder = processes.get(line.node());
            if (holder.waitFor(killAfter, TimeUnit.MILLISECONDS)) {
              throw new IOException("a process of the stampede ended by itself");
            }
            holder.destroyForcibly();
          }
        } else if (text.startsWith("done " + key + " ")) {
          String[] words = text.split(" ", -1);
          ended++;
          wrong += CALLERS[line.node()] - Integer.parseInt(words[2]);
          slowest = Math.max(slowest, Long.parseLong(words[3]));
        }
      }
      return new Round(loads, wrong, slowest);
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
}
