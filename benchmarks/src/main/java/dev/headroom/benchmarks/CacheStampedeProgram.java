package dev.headroom.benchmarks;

import dev.headroom.devservices.DevRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    try (Children nodes = start(redis, 10_000)) {
      round(nodes, "warm-up", 1, -1);
      for (int i = 0; i < rounds; i++) {
        tally.add(round(nodes, "key-" + millis + "-" + i, millis, -1));
      }
    }
    tally.row(table, millis + " ms", "1");
  }

  /** The deadline of loads bounds how long the others wait for a dead process. */
  private static void killed(Table table, DevRedis redis, long millis, long deadline, int rounds)
      throws Exception {
    Tally tally = new Tally();
    for (int i = 0; i < rounds; i++) {
      try (Children nodes = start(redis, deadline)) {
        round(nodes, "warm-up-" + millis + "-" + i, 1, -1);
        tally.add(round(nodes, "killed-" + millis + "-" + i, millis, millis / 2));
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

  /**
   * One key.
   *
   * @param killAfter milliseconds after a load has begun at which its process is killed, -1 for
   *     never
   */
  private static Round round(Children nodes, String key, long millis, long killAfter)
      throws Exception {
    for (int i = 0; i < CALLERS.length; i++) {
      nodes.say(i, key + " " + CALLERS[i] + " " + millis);
    }
    int loads = 0;
    int ended = 0;
    int wrong = 0;
    long slowest = 0;
    boolean kill = killAfter >= 0;
    while (ended < CALLERS.length) {
      Children.Line line = nodes.next();
      String text = line.text();
      if (text == null) {
        ended++;
      } else if (text.equals("loading " + key)) {
        loads++;
        if (kill) {
          kill = false;
          Process holder = nodes.process(line.child());
          if (holder.waitFor(killAfter, TimeUnit.MILLISECONDS)) {
            throw new IOException("a process of the stampede ended by itself");
          }
          holder.destroyForcibly();
        }
      } else if (text.startsWith("done " + key + " ")) {
        String[] words = text.split(" ", -1);
        ended++;
        wrong += CALLERS[line.child()] - Integer.parseInt(words[2]);
        slowest = Math.max(slowest, Long.parseLong(words[3]));
      }
    }
    return new Round(loads, wrong, slowest);
  }

  private static Children start(DevRedis redis, long deadlineMillis) throws Exception {
    return Children.start(
        CALLERS.length, StampedeNode.class, redis.uri(), Long.toString(deadlineMillis));
  }
}
