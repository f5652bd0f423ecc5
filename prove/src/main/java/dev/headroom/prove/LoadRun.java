package dev.headroom.prove;

import dev.headroom.loop.Budget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A load from a plan to its report, with what makes the figures believable or not. */
public final class LoadRun {

  /** Beyond these the report warns, though the run may still be valid. */
  private static final long GC_MILLIS = 5;

  private static final long JITTER_MICROS = 10_000;

  static final Duration CALIBRATION = Duration.ofMillis(400);

  private final Options options;
  private final @Nullable LoadWorkers workers;
  private final Consumer<Interval> live;
  private final @Nullable ProcessUse use;

  /**
   * What to run.
   *
   * @param target where
   * @param wire how it is spoken to
   * @param prepared what
   * @param plan how it arrives
   * @param seed of arrivals and requests
   * @param limits beyond which the run is not believed
   * @param calibrate whether to measure first what the generator can do here; takes a second
   * @param log where histograms of each interval go, or null
   * @param budgets what is allowed
   * @param command what was typed, for the report
   * @param service its process on this machine, or null
   */
  public record Options(
      Target target,
      Wire wire,
      PreparedScenario prepared,
      LoadPlan plan,
      long seed,
      Limits limits,
      boolean calibrate,
      @Nullable Path log,
      List<Budget> budgets,
      String command,
      @Nullable ProcessHandle service) {

    /** Copies the list. */
    public Options {
      budgets = List.copyOf(budgets);
    }
  }

  /**
   * A run.
   *
   * @param options what
   * @param live told of each interval of about a second, on a thread of its own
   */
  public LoadRun(Options options, Consumer<Interval> live) {
    this(options, live, null);
  }

  /**
   * A run by several processes.
   *
   * @param options what; its share is each worker's own
   * @param live told of each interval of about a second, on a thread of its own
   * @param workers who, or null for this process
   */
  public LoadRun(Options options, Consumer<Interval> live, @Nullable LoadWorkers workers) {
    this.options = options;
    this.workers = workers;
    this.live = live;
    ProcessHandle service = options.service();
    this.use = service == null ? null : new ProcessUse(service);
  }

  /**
   * Runs it.
   *
   * @return the report
   * @throws IOException if the log cannot be written
   * @throws InterruptedException if the calling thread is interrupted
   */
  public LoadReport run() throws IOException, InterruptedException {
    LoadWorkers workers = this.workers;
    if (workers != null) {
      workers.start(options);
    }
    double most = workers == null && options.calibrate() ? NullServer.most(CALIBRATION) : -1;
    Instant started = workers == null ? Clock.systemUTC().instant() : workers.begin();
    ExecutorService watcher =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("headroom-load-watch").daemon(true).factory());
    try (LoadTimeline timeline =
            new LoadTimeline(options.plan(), options.log(), started.toEpochMilli());
        GcWatch gc = new GcWatch()) {
      Consumer<Interval> watch = interval -> watcher.execute(() -> each(timeline, interval));
      look(options.plan().phases().get(0).name());
      LoadWorkers.Seen seen =
          workers == null
              ? new LoadWorkers.Seen(alone(watch), most, gc.longestMillis())
              : workers.await(options, watch);
      awaitAll(watcher);
      return report(seen.result(), timeline, started, seen.mostPerSecond(), seen.gcMillis());
    } finally {
      watcher.shutdownNow();
    }
  }

  private LoadResult alone(Consumer<Interval> watch) throws InterruptedException {
    try (LoadEngine engine = new LoadEngine(options.target(), options.prepared(), options.wire())) {
      return engine.run(
          new Load.Phased(options.plan(), options.seed()),
          new LoadEngine.Watch(every(options.plan()), watch));
    }
  }

  /** How often a load is told of: each second, of long ones six hundred times. */
  static Duration every(LoadPlan plan) {
    return Duration.ofMillis(Math.max(1_000, (long) (plan.seconds() * 1_000 / 600)));
  }

  private void each(LoadTimeline timeline, Interval interval) {
    timeline.add(interval);
    look(interval.phase());
    live.accept(interval);
  }

  /** What the service uses while it is measured; not while it warms up. */
  private void look(String phase) {
    if (use != null
        && options.plan().phases().stream().anyMatch(p -> p.measured() && p.name().equals(phase))) {
      use.look(System.nanoTime());
    }
  }

  private static void awaitAll(ExecutorService watcher) throws InterruptedException {
    try {
      watcher.submit(() -> true).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the load's intervals were not kept", e);
    }
  }

  private LoadReport report(
      LoadResult result, LoadTimeline timeline, Instant started, double most, long gcMillis) {
    List<LoadReport.Group> groups = LoadFigures.groups(result);
    List<String> invalid = new ArrayList<>(options.limits().faults(result));
    List<String> warnings = new ArrayList<>(options.limits().behind(result));
    bottleneck(groups.get(0), most, invalid);
    long stood = result.generator.stoodStillNanos() / 1_000;
    if (stood > JITTER_MICROS && invalid.isEmpty()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the generator once stood still for %.0f ms: the longest times may be its own",
              stood / 1e3));
    }
    if (gcMillis > GC_MILLIS) {
      warnings.add(String.format(Locale.ROOT, "its garbage collector paused for %d ms", gcMillis));
    }
    LoadReport.Service service = use == null ? LoadReport.Service.UNKNOWN : use.seen();
    List<BudgetCheck> budgets =
        BudgetCheck.of(
            options.budgets(),
            invalid,
            LoadFigures.arm(groups),
            new BudgetCheck.Beside(
                LoadFigures.rates(groups),
                service.cpuShare(),
                service.memoryMb(),
                use == null
                    ? "the service's process is not known: say --pid"
                    : "its process could not be looked at often enough, or not at all"));
    return new LoadReport(
        LoadReport.VERSION,
        "load",
        options.prepared().scenario.name,
        options.target().base().toString(),
        started.toString(),
        options.command(),
        options.seed(),
        Report.Machine.here(),
        LoadFigures.plan(options.plan()),
        result.seconds(),
        groups,
        LoadFigures.phases(result),
        timeline.points(),
        timeline.blocks(),
        new LoadReport.Generator(
            result.generator.cpuShare(),
            result.generator.waitShare(),
            result.generator.stealShare(),
            stood / 1e3,
            gcMillis,
            most),
        invalid,
        warnings,
        budgets,
        service);
  }

  /** Beyond half of what the generator can do, its own queues are in the figures. */
  private static void bottleneck(LoadReport.Group all, double most, List<String> invalid) {
    if (most > 0 && all.perSecond() > most / 2) {
      invalid.add(
          String.format(
              Locale.ROOT,
              "%.0f requests a second are above half of what this generator reached against a server"
                  + " that does nothing (%.0f): it may be the bottleneck",
              all.perSecond(),
              most));
    }
  }
}
