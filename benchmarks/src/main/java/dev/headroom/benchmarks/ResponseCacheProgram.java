package dev.headroom.benchmarks;

import dev.headroom.loop.Effect;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.LoadResult;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import dev.headroom.stats.PairedVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;

/**
 * S14: processor time of a hit, and of a 304, against the same route without a filter; in rounds
 * over processes that all run at once, as {@link ServiceProgram} does.
 */
final class ResponseCacheProgram {

  private static final long SEED = 20_261_125;

  private final int rounds;
  private final Duration warmUp;
  private final Duration slice;
  private final Random random = new Random(SEED);
  private final Map<WebWay, List<Double>> micros = new EnumMap<>(WebWay.class);
  private double rate;

  private ResponseCacheProgram(boolean quick) {
    rounds = quick ? 2 : 9;
    warmUp = Duration.ofMillis(quick ? 700 : 6_000);
    slice = Duration.ofMillis(quick ? 700 : 2_000);
  }

  /** What is measured is the process's; the other one is behind it. */
  private record Running(WebWay way, Process process, List<Process> all, LoadEngine engine) {}

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    ResponseCacheProgram program = new ResponseCacheProgram(quick);
    program.overHttp();
    program.print(quick);
    inProcess(quick);
  }

  private void overHttp() throws Exception {
    List<Running> all = new ArrayList<>();
    try {
      for (WebWay way : WebWay.values()) {
        if (way != WebWay.NGINX || Nginx.isHere()) {
          all.add(start(way));
        }
      }
      for (Running one : all) {
        LoadResult warm = one.engine.run(new Load.Closed(8, Duration.ZERO, warmUp, SEED));
        if (rate == 0) { // of the first, without a filter: a fifth of what it can do
          rate = Math.max(50, Math.round(warm.ended() / warm.seconds() / 5 / 50) * 50.0);
        }
      }
      for (int round = 0; round < rounds; round++) {
        System.err.println("round " + (round + 1) + " of " + rounds);
        Collections.shuffle(all, random);
        for (Running one : all) {
          slice(one, SEED + round);
        }
      }
    } finally {
      for (Running one : all) {
        one.engine.close();
        one.all.forEach(Started::stop);
      }
    }
  }

  private static Running start(WebWay way) throws Exception {
    List<String> command = Started.java(List.of());
    command.add(WebService.class.getName());
    command.add(way.name());
    List<Process> all = new ArrayList<>();
    try {
      Process service = new ProcessBuilder(command).redirectErrorStream(true).start();
      all.add(service);
      Process measured = service;
      int port = Started.port(way.title, service);
      if (way == WebWay.NGINX) {
        Nginx nginx = Nginx.start(port);
        all.add(nginx.process);
        measured = nginx.process;
        port = nginx.port;
      }
      Target target = Target.of("http://127.0.0.1:" + port, Set.of());
      Scenario scenario = Scenario.read("benchmark.yml", way.scenario());
      return new Running(
          way, measured, all, new LoadEngine(target, Preparation.prepare(target, scenario)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      all.forEach(Started::stop);
      throw e;
    }
  }

  private void slice(Running one, long seed) throws InterruptedException {
    ProcessCpu cpu = new ProcessCpu(Map.of("service", one.process.toHandle()));
    long before = cpu.nanos().getOrDefault("service", -1L);
    LoadResult result = one.engine.run(new Load.Open(rate, Load.Spacing.CONSTANT, slice, seed));
    long after = cpu.nanos().getOrDefault("service", -1L);
    if (result.failures() > 0 || before < 0 || after < 0) {
      throw new IllegalStateException(
          one.way.title + " failed " + result.failures() + " of " + result.ended());
    }
    micros
        .computeIfAbsent(one.way, way -> new ArrayList<>())
        .add((after - before) / 1e3 / result.ended());
  }

  private void print(boolean quick) {
    Table table =
        new Table(
            "S14: 2 KB of JSON at " + Math.round(rate) + " requests a second",
            "way",
            "CPU a request, \u00b5s",
            "quartiles",
            "against no filter",
            "95 % interval");
    double[] bare = of(WebWay.NOTHING);
    for (WebWay way : WebWay.values()) {
      double[] cpu = of(way);
      if (cpu.length == 0) {
        continue; // it could not be had
      }
      Effect effect = new PairedVerdict().judge(bare, cpu).effect();
      boolean compared = way != WebWay.NOTHING;
      table.row(
          way.title,
          Table.number(Table.median(cpu)),
          Table.quartiles(cpu),
          compared ? Table.change(effect.ratio()) : "",
          compared ? Table.change(effect.low()) + " to " + Table.change(effect.high()) : "");
    }
    table.print(quick);
    System.out.printf(
        java.util.Locale.ROOT,
        "%nMedians of %d rounds of %.1f s, interleaved, seed %d. Target (S14): a hit at most +25 %%;"
            + " a 304 less than a hit.%n",
        rounds,
        slice.toMillis() / 1e3,
        SEED);
    if (!Nginx.isHere()) {
      System.out.println("nginx is not here: apt-get install nginx-light.");
    }
  }

  private double[] of(WebWay way) {
    return micros.getOrDefault(way, List.of()).stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void inProcess(boolean quick) throws Exception {
    Map<String, MicroProgram.Score> scores = new TreeMap<>();
    for (RunResult run :
        MicroProgram.run(
            MicroProgram.options(quick).include(WebBenchmark.class.getName() + "\\."))) {
      scores.put(run.getPrimaryResult().getLabel(), MicroProgram.Score.of(run));
    }
    Table table = new Table("In the process", "what", "ns", "B", "target ns");
    line(table, "no filter", scores.get("noFilter"), "");
    line(table, "response cache switched off", scores.get("switchedOff"), "100");
    line(table, "response cache on, another route", scores.get("otherRoute"), "100");
    line(table, "a known token of 700 characters", scores.get("token"), "1,000");
    table.print(quick);
  }

  private static void line(
      Table table,
      String name,
      MicroProgram.@org.jspecify.annotations.Nullable Score score,
      String target) {
    if (score == null) {
      throw new IllegalStateException("JMH gave no result for " + name);
    }
    table.row(name, score.time(), score.size(), target);
  }
}
