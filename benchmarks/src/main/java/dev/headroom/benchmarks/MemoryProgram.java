package dev.headroom.benchmarks;

import dev.headroom.loop.Nearest;
import dev.headroom.prove.Limits;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadPlan;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadRun;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import dev.headroom.prove.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a reference service with all fixes needs of the machine's memory while 100 users work with
 * it, each with a second of thought between two requests.
 */
final class MemoryProgram {

  private static final int USERS = 100;
  private static final String TRACKED = "-XX:NativeMemoryTracking=summary";

  /** Options of the virtual machine that are measured where none are asked for. */
  private static final List<String> ARMS = List.of("-Xmx128m", "@services/jvm.options");

  private MemoryProgram() {}

  static void run(boolean quick, List<String> asked) throws Exception {
    List<String> services = new ArrayList<>();
    List<String> options = new ArrayList<>();
    for (String one : asked) {
      if (one.startsWith("-X") || one.startsWith("-D") || one.startsWith("@")) {
        options.add(one);
      } else if (MemoryService.NAMES.contains(one)) {
        services.add(one);
      } else {
        throw new IllegalArgumentException(
            Nearest.unknown("service", one, MemoryService.NAMES)
                + " Options of the virtual machine begin with -X, -D or @.");
      }
    }
    List<List<String>> arms =
        options.isEmpty() ? ARMS.stream().map(List::of).toList() : List.of(options);
    Table table =
        new Table(
            "Memory of a service with 100 users, MB of 1,000,000 bytes",
            "service",
            "options",
            "resident at most",
            "at the end",
            "anonymous",
            "Pss",
            "requests/s",
            "CPU ms a request",
            "failed");
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    for (String name : services.isEmpty() ? MemoryService.NAMES : services) {
      try (MemoryService service = new MemoryService(name, quick)) {
        for (List<String> arm : arms) {
          measure(service, name, arm, quick, table, parts);
        }
      }
    }
    table.print(quick);
    breakdown(parts);
  }

  private static void measure(
      MemoryService service,
      String name,
      List<String> arm,
      boolean quick,
      Table table,
      Map<String, Map<String, Double>> parts)
      throws Exception {
    List<String> options = new ArrayList<>(arm);
    String named = String.join(" ", arm);
    options.add(TRACKED);
    try (MemoryService.Running running = service.start(options)) {
      running.switchFixes();
      long pid = running.process.pid();
      List<ProcessMemory> seen = new ArrayList<>();
      ProcessCpu cpu = new ProcessCpu(Map.of("service", running.process.toHandle()));
      long[] began = new long[1];
      LoadReport report =
          new LoadRun(
                  load(running, MemoryService.scenario(name), quick),
                  interval -> {
                    try {
                      if (interval.phase().equals("steady")) {
                        if (seen.isEmpty()) {
                          began[0] = cpu.nanos().getOrDefault("service", 0L);
                        }
                        seen.add(ProcessMemory.of(pid));
                      }
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })
              .run();
      long used = cpu.nanos().getOrDefault("service", 0L) - began[0];
      parts.put(name + ", " + named, ProcessMemory.committed(pid));
      ProcessMemory most =
          seen.stream()
              .max((a, b) -> Double.compare(a.resident(), b.resident()))
              .orElseThrow(() -> new IllegalStateException("the load ended before it began"));
      long count = report.all().count();
      table.row(
          name,
          named,
          whole(most.resident()),
          whole(seen.get(seen.size() - 1).resident()),
          whole(most.anonymous()),
          whole(most.pss()),
          Table.number(count / (double) seen.size()),
          Table.number(used / 1e6 / count),
          report.all().errors().toString());
      System.err.printf(Locale.ROOT, "%s, %s: %s%n", name, named, most);
    }
  }

  private static LoadRun.Options load(MemoryService.Running running, Path file, boolean quick)
      throws Exception {
    Target target = Target.of(running.base.toString(), Set.of());
    Scenario scenario = Scenario.read(file);
    LoadPlan plan =
        new LoadPlan(
            true,
            Load.Spacing.POISSON,
            Duration.ofSeconds(1),
            List.of(
                phase("warm-up", LoadPlan.Kind.WARM_UP, quick ? 3 : 40),
                phase("steady", LoadPlan.Kind.STEADY, quick ? 3 : 60)));
    return new LoadRun.Options(
        target,
        Wire.PLAIN,
        Preparation.prepare(target, scenario, Wire.PLAIN),
        plan,
        1,
        Limits.SHARED,
        false,
        null,
        List.of(),
        "",
        null);
  }

  private static LoadPlan.Phase phase(String name, LoadPlan.Kind kind, int seconds) {
    return new LoadPlan.Phase(name, kind, Duration.ofSeconds(seconds), USERS, USERS);
  }

  private static void breakdown(Map<String, Map<String, Double>> parts) {
    Map<String, List<String>> rows = new TreeMap<>();
    parts.values().forEach(map -> map.keySet().forEach(key -> rows.put(key, new ArrayList<>())));
    List<String> head = new ArrayList<>(List.of("committed, MB"));
    head.addAll(parts.keySet());
    Table table = new Table("By category of native memory tracking", head.toArray(String[]::new));
    rows.keySet()
        .forEach(
            category -> {
              List<String> row = new ArrayList<>(List.of(category));
              parts.values().forEach(map -> row.add(whole(map.getOrDefault(category, 0.0))));
              table.row(row.toArray(String[]::new));
            });
    table.print(false);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
