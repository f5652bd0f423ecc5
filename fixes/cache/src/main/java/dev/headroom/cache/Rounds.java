package dev.headroom.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One question to all partitions concerned, at the same time; whoever fails is left out. */
final class Rounds {

  private Rounds() {}

  /** How to ask one partition; null if it is not to be asked. */
  interface Asking<V> {
    @Nullable Asked ask(Partition partition, List<Fill<V>> fills);
  }

  /** Was asked; {@code take} waits for the answer and does with it what is to be done. */
  record Asked(Remote server, Runnable take) {}

  /** Asks for what is still open. */
  static <V> void open(List<Fill<V>> fills, Asking<V> asking) {
    if (fills.size() == 1) { // Most look-ups.
      Fill<V> fill = fills.get(0);
      if (fill.state == Fill.State.OPEN) {
        ask(Map.of(fill.shard.partition(), fills), asking);
      }
      return;
    }
    Map<Partition, List<Fill<V>>> open = new LinkedHashMap<>();
    for (Fill<V> fill : fills) {
      if (fill.state == Fill.State.OPEN) {
        open.computeIfAbsent(fill.shard.partition(), p -> new ArrayList<>()).add(fill);
      }
    }
    ask(open, asking);
  }

  static <V> void ask(Map<Partition, List<Fill<V>>> by, Asking<V> asking) {
    List<Runnable> answers = new ArrayList<>(by.size());
    by.forEach(
        (partition, some) -> {
          Remote server = partition.remote();
          try {
            Asked asked = asking.ask(partition, some);
            if (asked != null) {
              answers.add(() -> take(partition, asked));
            }
          } catch (RemoteFailure e) {
            trouble(partition, server, e);
          }
        });
    answers.forEach(Runnable::run);
  }

  private static void take(Partition partition, Asked asked) {
    try {
      asked.take().run();
    } catch (RemoteFailure e) {
      trouble(partition, asked.server(), e);
    }
  }

  private static void trouble(Partition partition, @Nullable Remote server, RemoteFailure e) {
    if (server != null && e.kind() == RemoteFailure.Kind.LOST) {
      partition.lose(server, e);
    }
  }
}
