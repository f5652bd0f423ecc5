package dev.headroom.prove;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several generator processes for one load. Each has its {@link Share} of the same schedule, all
 * begin at one moment, and what they saw is added up. A worker that dies takes its share with it:
 * the run says so and must not be believed. All are ended with this process.
 */
public final class LoadWorkers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AHEAD = Duration.ofMillis(300);

  private final List<List<String>> commands;
  final List<Process> processes = new CopyOnWriteArrayList<>();
  private final Thread hook =
      new Thread(() -> processes.forEach(Process::destroyForcibly), "headroom-workers-end");
  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
  private final List<Queue<Interval>> intervals = new ArrayList<>();
  private final @Nullable LoadResult[] results;
  private final boolean[] over;
  private final List<String> lost = new ArrayList<>();
  private Consumer<Interval> each = interval -> {};
  private double most;
  private long gcMillis;
  private int ready;

  /**
   * Workers.
   *
   * @param commands what starts each; it runs a {@link LoadWorker} with the share of its place
   */
  public LoadWorkers(List<List<String>> commands) {
    this.commands = List.copyOf(commands);
    this.results = new LoadResult[commands.size()];
    this.over = new boolean[commands.size()];
    commands.forEach(command -> intervals.add(new ArrayDeque<>()));
  }

  /** What all of them saw. */
  record Seen(LoadResult result, double mostPerSecond, long gcMillis) {}

  private sealed interface Said {}

  private record Ready(int worker, double most) implements Said {}

  private record Saw(int worker, Interval interval) implements Said {}

  private record Ended(int worker, LoadResult result, long gcMillis) implements Said {}

  private record Gone(int worker) implements Said {}

  /** A group that cannot be split among so many is refused before anything is started. */
  void refuse(Scenario scenario) {
    for (Scenario.Group group : scenario.groups) {
      if (group.concurrent() < commands.size()) {
        throw new ScenarioException(
            "group '"
                + group.name()
                + "' has "
                + group.concurrent()
                + " connections, which "
                + commands.size()
                + " workers cannot share: fewer --workers, or more --connections");
      }
    }
  }

  /** Starts them, and waits until they have their connections. */
  void start(LoadRun.Options options) throws IOException, InterruptedException {
    refuse(options.prepared().scenario);
    Runtime.getRuntime().addShutdownHook(hook);
    for (int i = 0; i < commands.size(); i++) {
      int worker = i;
      processes.add(
          new ProcessBuilder(commands.get(i))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
      Thread.ofPlatform().name("headroom-worker-" + i).daemon(true).start(() -> listen(worker));
      tell(worker, to -> LoadStream.bytes(to, options.prepared().fetched()));
    }
    hear(PATIENCE, () -> ready == processes.size());
    if (!lost.isEmpty()) {
      throw new IOException(String.join("; ", lost));
    }
  }

  /** Lets all of them begin at one moment, and says which. */
  Instant begin() {
    Instant start = Clock.systemUTC().instant().plus(AHEAD);
    for (int i = 0; i < processes.size(); i++) {
      tell(i, to -> to.writeLong(LoadWorker.micros(start)));
    }
    return start;
  }

  /** What they see until all are over. */
  Seen await(LoadRun.Options options, Consumer<Interval> told)
      throws IOException, InterruptedException {
    each = told;
    Duration longest =
        Duration.ofMillis((long) (options.plan().seconds() * 1_000))
            .plus(options.prepared().scenario.timeOut)
            .plusNanos(Run.DRAIN_NANOS)
            .plus(PATIENCE);
    hear(longest, () -> false);
    return seen();
  }

  private interface Word {
    void to(DataOutputStream worker) throws IOException;
  }

  private void tell(int worker, Word word) {
    try {
      DataOutputStream to = new DataOutputStream(processes.get(worker).getOutputStream());
      word.to(to);
      to.flush();
    } catch (IOException e) {
      // it is gone, which its end tells
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already
    }
  }

  private void listen(int worker) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(processes.get(worker).getInputStream()))) {
      for (int what = in.read(); what >= 0; what = in.read()) {
        said.add(
            switch (what) {
              case LoadWorker.READY -> new Ready(worker, in.readDouble());
              case LoadWorker.SAW -> new Saw(worker, LoadStream.interval(in));
              case LoadWorker.ENDED -> new Ended(worker, LoadStream.result(in), in.readLong());
              default -> throw new IOException("what a worker says is not understood");
            });
      }
    } catch (IOException e) {
      // told by its end
    }
    said.add(new Gone(worker));
  }

  private interface Enough {
    boolean is();
  }

  /** Hears until it is enough, all workers are over, or they take longer than they may. */
  private void hear(Duration patience, Enough enough) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!enough.is() && !allOver()) {
      Said next = said.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      switch (next) {
        case Ready one -> {
          ready++;
          most = one.most() < 0 ? -1 : most + one.most();
        }
        case Saw one -> {
          intervals.get(one.worker()).add(one.interval());
          pass();
        }
        case Ended one -> {
          results[one.worker()] = one.result();
          gcMillis = Math.max(gcMillis, one.gcMillis());
          over[one.worker()] = true;
          pass();
        }
        case Gone one -> gone(one.worker());
        case null -> {
          for (int i = 0; i < over.length; i++) {
            if (!over[i]) {
              lose(i, "does not answer any more");
            }
          }
        }
      }
    }
    pass();
  }

  private void gone(int worker) throws InterruptedException {
    if (!over[worker]) {
      Process process = processes.get(worker);
      lose(
          worker,
          process.waitFor(5, TimeUnit.SECONDS)
              ? "ended with code " + process.exitValue()
              : "fell silent");
    }
  }

  private void lose(int worker, String how) {
    over[worker] = true;
    processes.get(worker).destroyForcibly();
    String what =
        "worker "
            + (worker + 1)
            + " of "
            + processes.size()
            + " "
            + how
            + " before the load was over: what it saw is missing";
    lost.add(what);
    System.err.println("headroom: " + what);
    pass();
  }

  private boolean allOver() {
    for (boolean one : over) {
      if (!one) {
        return false;
      }
    }
    return true;
  }

  /** Tells of each stretch that all who still work have told of. */
  private void pass() {
    while (true) {
      List<Interval> parts = new ArrayList<>();
      for (int i = 0; i < over.length; i++) {
        Interval next = intervals.get(i).peek();
        if (next != null) {
          parts.add(next);
        } else if (!over[i]) {
          return;
        }
      }
      if (parts.isEmpty()) {
        return;
      }
      intervals.forEach(Queue::poll);
      each.accept(Interval.sum(parts));
    }
  }

  private Seen seen() throws IOException {
    List<LoadResult> parts = new ArrayList<>(Stream.of(results).filter(Objects::nonNull).toList());
    if (parts.isEmpty()) {
      throw new IOException(String.join("; ", lost));
    }
    LoadResult sum = LoadResult.sum(parts);
    List<String> failures = new ArrayList<>(lost);
    if (!sum.failure.isEmpty()) {
      failures.add(sum.failure);
    }
    return new Seen(
        new LoadResult(
            sum.seconds,
            sum.groups,
            sum.phases,
            sum.generator,
            String.join("; ", failures),
            sum.unsent),
        most,
        gcMillis);
  }
}
