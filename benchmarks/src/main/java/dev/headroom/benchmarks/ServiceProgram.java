package dev.headroom.benchmarks;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.Effect;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.LoadResult;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import dev.headroom.stats.PairedVerdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * S5, the large half: a whole service under a fixed rate, once for each way of observing it.
 *
 * <p>All services run at once on one database; each is warmed up, then the load goes from one to
 * the next in rounds, in an order that a seed decides anew for each round. What drifts on the
 * machine so meets all of them. The figure is the processor time that the service's process used
 * for a request, without what its compilers used; a way is compared with the bare service of the
 * same round. Two launches of one program differ; the bare service takes part twice, and by as much
 * as the two differ, nothing else is to be believed.
 */
final class ServiceProgram {

  private static final long SEED = 20261121;
  private static final String SCENARIO =
      """
      scenario: customers
      time-out: 10s
      variables:
        customer: {from: 1, to: %d}
      groups:
        - name: customers
          requests: 100
          concurrent: 8
          steps:
            - {name: customers, path: "/customers/${customer}"}
      """
          .formatted(Database.CUSTOMERS);

  private final int rounds;
  private final Duration warmUp;
  private final Duration slice;
  private final Random random = new Random(SEED);
  private final Map<Way, List<Sample>> samples = new EnumMap<>(Way.class);
  private double rate;

  private ServiceProgram(boolean quick) {
    rounds = quick ? 2 : 9;
    warmUp = Duration.ofMillis(quick ? 700 : 20_000);
    slice = Duration.ofMillis(quick ? 700 : 2_300);
  }

  /** A slice of load on one service. */
  private record Sample(double cpuMicros, double p50Millis, double p99Millis) {}

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    ServiceProgram program = new ServiceProgram(quick);
    try (Scratch scratch = Scratch.create();
        DevPostgres postgres = Database.start()) {
      program.launch(Database.url(postgres), scratch.path());
    }
    program.print(quick);
  }

  private void launch(String url, Path directory) throws Exception {
    List<Started> services = new ArrayList<>();
    List<LoadEngine> engines = new ArrayList<>();
    try {
      for (Way way : Way.values()) {
        if (Agents.options(way).isPresent()) {
          Started service = Started.start(way, Agents.options(way).get(), url, directory);
          services.add(service);
          engines.add(engine(service));
        }
      }
      for (int i = 0; i < services.size(); i++) {
        System.err.println("warming up " + services.get(i).way.title);
        var unused = engines.get(i).run(new Load.Closed(8, Duration.ZERO, warmUp, SEED));
        if (rate == 0) { // of the first, the bare one: a third of what it can do
          LoadResult warm = engines.get(i).run(new Load.Closed(8, Duration.ZERO, slice, SEED));
          rate = Math.max(50, Math.round(warm.ended() / warm.seconds() / 3 / 50) * 50.0);
        }
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < services.size(); i++) {
        order.add(i);
      }
      for (int round = 0; round < rounds; round++) {
        System.err.println("round " + (round + 1) + " of " + rounds);
        Collections.shuffle(order, random);
        for (int i : order) {
          slice(services.get(i), engines.get(i), SEED + round);
        }
      }
    } finally {
      engines.forEach(LoadEngine::close);
      services.forEach(Started::close);
    }
  }

  private static LoadEngine engine(Started service) throws Exception {
    Target target = Target.of("http://127.0.0.1:" + service.port, Set.of());
    return new LoadEngine(
        target, Preparation.prepare(target, Scenario.read("benchmark.yml", SCENARIO)));
  }

  private void slice(Started service, LoadEngine engine, long seed) throws InterruptedException {
    ProcessCpu cpu = new ProcessCpu(Map.of("service", service.process.toHandle()));
    long before = nanos(cpu, service);
    LoadResult result = engine.run(new Load.Open(rate, Load.Spacing.CONSTANT, slice, seed));
    long after = nanos(cpu, service);
    if (result.failures() > 0 || before < 0 || after < 0) {
      throw new IllegalStateException(
          service.way.title + " failed " + result.failures() + " of " + result.ended());
    }
    samples
        .computeIfAbsent(service.way, way -> new ArrayList<>())
        .add(
            new Sample(
                (after - before) / 1e3 / result.ended(),
                result.response().getValueAtPercentile(50) / 1e3,
                result.response().getValueAtPercentile(99) / 1e3));
  }

  private static long nanos(ProcessCpu cpu, Started service) {
    return cpu.nanos().getOrDefault("service", -1L) - Compilers.nanos(service.process.pid());
  }

  private void print(boolean quick) {
    Table table =
        new Table(
            "S5: a service of 5 statements a request at " + Math.round(rate) + " requests a second",
            "way",
            "CPU a request, \u00b5s",
            "quartiles",
            "against bare",
            "95 % interval",
            "p50 ms",
            "p99 ms",
            "what it does");
    double[] bare = cpu(Way.BARE);
    samples.forEach(
        (way, all) -> {
          double[] cpu = cpu(way);
          Effect effect = new PairedVerdict().judge(bare, cpu).effect();
          boolean compared = way != Way.BARE;
          table.row(
              way.title,
              Table.number(Table.median(cpu)),
              Table.quartiles(cpu),
              compared ? Table.change(effect.ratio()) : "",
              compared ? Table.change(effect.low()) + " to " + Table.change(effect.high()) : "",
              Table.number(Table.median(all.stream().mapToDouble(Sample::p50Millis).toArray())),
              Table.number(Table.median(all.stream().mapToDouble(Sample::p99Millis).toArray())),
              way.does);
        });
    table.print(quick);
    System.out.printf(
        java.util.Locale.ROOT,
        "%nMedians of %d rounds of %.1f s, interleaved, seed %d. Target (S5): +1 %%,"
            + " in proof mode +10 %%, less than each peer.%n",
        rounds,
        slice.toMillis() / 1e3,
        SEED);
    Agents.missing(List.of(Way.values())).forEach(System.out::println);
  }

  private double[] cpu(Way way) {
    return samples.getOrDefault(way, List.of()).stream().mapToDouble(Sample::cpuMicros).toArray();
  }
}
