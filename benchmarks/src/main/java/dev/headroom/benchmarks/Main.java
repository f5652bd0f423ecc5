package dev.headroom.benchmarks;

import dev.headroom.loop.Nearest;
import java.util.List;
import java.util.logging.LogManager;

/** {@code benchmarks/run.sh NAME [--quick]}: one program a name; a Markdown table comes out. */
public final class Main {

  private static final List<String> NAMES =
      List.of(
          "fingerprint",
          "statement",
          "allocation",
          "service",
          "startup",
          "advise",
          "cache-hit",
          "cache-remote",
          "cache-batch",
          "cache-stampede",
          "cache-revoke",
          "cache-outage",
          "response-cache",
          "rollup",
          "sqlite",
          "growth",
          "memory");

  private Main() {}

  /**
   * Runs a program.
   *
   * @param args its name, and {@code --quick} to see whether it works; for {@code memory} also what
   *     to measure
   */
  public static void main(String[] args) throws Exception {
    // Libraries that find no other logging fall back to this one; what they log is not measured.
    LogManager.getLogManager().reset();
    String name = args.length == 0 ? "" : args[0];
    List<String> options = List.of(args).subList(Math.min(1, args.length), args.length);
    boolean quick = options.contains("--quick");
    for (String option : name.equals("memory") ? List.<String>of() : options) {
      if (!option.equals("--quick")) {
        System.err.println(Nearest.unknown("option", option, List.of("--quick")));
        System.exit(2);
      }
    }
    switch (name) {
      case "fingerprint" -> MicroProgram.fingerprint(quick);
      case "statement" -> MicroProgram.statement(quick);
      case "allocation" -> AllocationProgram.run(quick);
      case "service" -> ServiceProgram.run(quick);
      case "startup" -> StartupProgram.run(quick);
      case "advise" -> AdviseProgram.run(quick);
      case "cache-hit" -> CacheHitProgram.run(quick);
      case "cache-remote" -> CacheRemoteProgram.run(quick);
      case "cache-batch" -> CacheBatchProgram.run(quick);
      case "cache-stampede" -> CacheStampedeProgram.run(quick);
      case "cache-revoke" -> CacheRevokeProgram.run(quick);
      case "cache-outage" -> CacheOutageProgram.run(quick);
      case "response-cache" -> ResponseCacheProgram.run(quick);
      case "rollup" -> RollupProgram.run(quick);
      case "sqlite" -> SqliteProgram.run(quick);
      case "growth" -> GrowthProgram.run(quick);
      case "memory" ->
          MemoryProgram.run(
              quick, options.stream().filter(option -> !option.equals("--quick")).toList());
      default -> {
        System.err.println(Nearest.unknown("benchmark", name, NAMES));
        System.exit(2);
      }
    }
  }
}
