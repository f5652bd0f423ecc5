package dev.headroom.prove;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A worker of a test's load, as a program: target, scenario, plan's seconds and rate, share. */
final class WorkerProcess {

  private WorkerProcess() {}

  static List<String> command(
      Target target, String scenario, long rate, long seconds, String share) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        WorkerProcess.class.getName(),
        target.base().toString(),
        scenario,
        Long.toString(rate),
        Long.toString(seconds),
        share);
  }

  static LoadPlan plan(long rate, long seconds) {
    return LoadPlan.open(
        (double) rate, java.time.Duration.ZERO, java.time.Duration.ofSeconds(seconds));
  }

  public static void main(String[] args) throws Exception {
    new LoadWorker(Share.of(args[4]), System.in, System.out)
        .run(
            Target.of(args[0], Set.of()),
            Wire.PLAIN,
            Scenario.read("t.yml", args[1]),
            plan(Long.parseLong(args[2]), Long.parseLong(args[3])),
            7,
            false);
  }
}
