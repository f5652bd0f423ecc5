package dev.headroom.benchmarks;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.prove.ProcessCpu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How much later a service gives its first answer when an agent is with it. */
final class StartupProgram {

  private static final long SEED = 20261121;

  private StartupProgram() {}

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    int rounds = quick ? 2 : 11;
    Random random = new Random(SEED);
    Map<Way, List<Double>> wall = new EnumMap<>(Way.class);
    Map<Way, List<Double>> cpu = new EnumMap<>(Way.class);
    List<Way> wanted = List.of(Way.BARE, Way.AGENT, Way.OPEN_TELEMETRY, Way.GLOWROOT);
    List<Way> ways =
        new ArrayList<>(wanted.stream().filter(way -> Agents.options(way).isPresent()).toList());
    try (Scratch scratch = Scratch.create();
        DevPostgres postgres = Database.start()) {
      for (int round = 0; round <= rounds; round++) {
        Collections.shuffle(ways, random);
        for (Way way : ways) {
          try (Started started =
              Started.start(
                  way,
                  Agents.options(way).orElse(List.of()),
                  Database.url(postgres),
                  scratch.path())) {
            long used =
                new ProcessCpu(Map.of("service", started.process.toHandle()))
                    .nanos()
                    .getOrDefault("service", -1L);
            if (round > 0) { // the first fills the file system's cache
              wall.computeIfAbsent(way, w -> new ArrayList<>()).add(started.firstAnswerNanos / 1e6);
              cpu.computeIfAbsent(way, w -> new ArrayList<>()).add(used / 1e6);
            }
          }
        }
      }
    }
    Table table =
        new Table(
            "From a process's start to its first answer",
            "way",
            "ms",
            "quartiles",
            "against bare",
            "CPU, ms",
            "against bare");
    double bare = Table.median(array(wall, Way.BARE));
    double bareCpu = Table.median(array(cpu, Way.BARE));
    for (Way way : wanted) {
      if (wall.containsKey(way)) {
        double[] times = array(wall, way);
        double used = Table.median(array(cpu, way));
        table.row(
            way.title,
            Table.number(Table.median(times)),
            Table.quartiles(times),
            way == Way.BARE ? "" : Table.change(Table.median(times) / bare),
            Table.number(used),
            way == Way.BARE ? "" : Table.change(used / bareCpu));
      }
    }
    table.print(quick);
    System.out.println("\nMedians of " + rounds + " starts each, interleaved, seed " + SEED + ".");
    Agents.missing(wanted).forEach(System.out::println);
  }

  private static double[] array(Map<Way, List<Double>> values, Way way) {
    return values.getOrDefault(way, List.of()).stream().mapToDouble(Double::doubleValue).toArray();
  }
}
