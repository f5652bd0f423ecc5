package dev.headroom.prove;

import dev.headroom.loop.Finding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything a proof came to, as it is written to {@code report.json}; the page and the console
 * show nothing that is not in here. {@code docs/report.md} tells each field and {@code
 * docs/report.schema.json} holds the shape. Times are milliseconds, shares 0..1; a figure that is
 * not known is -1, a text that is not known is empty.
 *
 * @param version {@link #VERSION}
 * @param service name of the service
 * @param startedAt when the run began, ISO 8601 in UTC
 * @param command what was typed
 * @param seed of everything random in the run
 * @param machine where it ran
 * @param load what was sent
 * @param judgedArm name of the arm that the budgets are for
 * @param arms in the order of the story: as found, competent baseline, all fixes
 * @param comparisons of the arms
 * @param attribution what each fix brought
 * @param findings by their share of all time, largest first
 * @param promises how well each rule's expected savings held so far, over this and earlier proofs
 * @param budgets what was allowed, and what was measured
 * @param integrity whether the arms gave the same answers
 * @param invalid blocks that must not be believed
 * @param timeline the run's steps
 * @param blocks figures of each block, from which the ratios of work can be computed again
 */
public record Report(
    int version,
    String service,
    String startedAt,
    String command,
    long seed,
    Machine machine,
    Load load,
    String judgedArm,
    List<ReportArm> arms,
    List<Comparison> comparisons,
    Attribution attribution,
    List<Cause> findings,
    List<Promise> promises,
    List<BudgetCheck> budgets,
    Integrity integrity,
    List<InvalidBlock> invalid,
    List<Step> timeline,
    List<BlockLine> blocks) {

  /** Version of the shape; a reader refuses what is newer. */
  public static final int VERSION = 1;

  /** Copies the lists. */
  public Report {
    arms = List.copyOf(arms);
    comparisons = List.copyOf(comparisons);
    findings = List.copyOf(findings);
    promises = List.copyOf(promises);
    budgets = List.copyOf(budgets);
    invalid = List.copyOf(invalid);
    timeline = List.copyOf(timeline);
    blocks = List.copyOf(blocks);
  }

  /**
   * What the process ends with: 0 when every judged budget holds, 1 when one does not, when budgets
   * are set and none could be judged, or when the arms gave different answers. A fault of the run
   * itself is 2, and has no report.
   */
  public int exitCode() {
    boolean different = !integrity.differences().isEmpty();
    return different ? 1 : BudgetCheck.exitCode(budgets);
  }

  /** The same report with what earlier proofs know of the rules. */
  public Report withPromises(List<Promise> promises) {
    return new Report(
        version,
        service,
        startedAt,
        command,
        seed,
        machine,
        load,
        judgedArm,
        arms,
        comparisons,
        attribution,
        findings,
        promises,
        budgets,
        integrity,
        invalid,
        timeline,
        blocks);
  }

  /** The arm of this name. */
  public Optional<ReportArm> arm(String name) {
    return arms.stream().filter(arm -> arm.name().equals(name)).findFirst();
  }

  /** The comparison of these arms. */
  public Optional<Comparison> comparison(String before, String after) {
    return comparisons.stream()
        .filter(c -> c.before().equals(before) && c.after().equals(after))
        .findFirst();
  }

  /**
   * Where it ran.
   *
   * @param cores processors that the run could use
   * @param processor the processor's name
   * @param memoryBytes physical memory
   * @param jvm name and version of the service's JVM
   * @param kernel the operating system's name and version
   */
  public record Machine(int cores, String processor, long memoryBytes, String jvm, String kernel) {

    /** This machine and this JVM. */
    public static Machine here() {
      long memory = -1;
      if (ManagementFactory.getOperatingSystemMXBean()
          instanceof com.sun.management.OperatingSystemMXBean system) {
        memory = system.getTotalMemorySize();
      }
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          processor(Path.of("/proc/cpuinfo")),
          memory,
          System.getProperty("java.vm.name") + " " + Runtime.version(),
          System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static String processor(Path cpuinfo) {
      try {
        return Files.readAllLines(cpuinfo).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("");
      } catch (IOException unknownHere) {
        return "";
      }
    }
  }

  /**
   * What was sent.
   *
   * @param model for example {@code open, Poisson} or {@code closed}
   * @param ratePerSecond requests a second
   * @param shareOfCapacity of the as-found arm's measured capacity
   * @param blockSeconds length of a block, without what is dropped after the switch
   * @param rounds rounds measured
   * @param groups the mix
   */
  public record Load(
      String model,
      double ratePerSecond,
      double shareOfCapacity,
      double blockSeconds,
      int rounds,
      List<Group> groups) {

    /** Copies the list. */
    public Load {
      groups = List.copyOf(groups);
    }

    /**
     * One group of the mix.
     *
     * @param name for example {@code menu}
     * @param requests its weight in the mix
     * @param concurrent its cap of connections
     * @param endpoints method and route templates that it asks
     */
    public record Group(String name, int requests, int concurrent, List<String> endpoints) {

      /** Copies the list. */
      public Group {
        endpoints = List.copyOf(endpoints);
      }
    }
  }

  /**
   * A finding, and what answering it brought.
   *
   * @param finding kind, evidence, share of time
   * @param fixes ids of the fixes that answer it; empty if there is none yet
   * @param group the scenario's group that asks the endpoint, or empty
   * @param expectedMs saving on a request of the endpoint that the finding foretold
   * @param measuredMs saving on a request of the group that was measured
   * @param lowMs lower end of its 95 % interval
   * @param highMs upper end
   * @param basis where the measured saving is from: {@code attribution}, {@code all fixes
   *     together}, or empty
   */
  public record Cause(
      Finding finding,
      List<String> fixes,
      String group,
      double expectedMs,
      double measuredMs,
      double lowMs,
      double highMs,
      String basis) {

    /** The basis of a saving that is one fix's own. */
    public static final String ALONE = "attribution";

    /** Copies the list. */
    public Cause {
      fixes = List.copyOf(fixes);
    }
  }

  /**
   * How well a rule's expected savings hold.
   *
   * @param kind the kind of finding
   * @param fixes findings whose fix was measured alone
   * @param ratio median of measured over expected saving; 1 is exact, below 1 promises too much
   * @param overPromises whether at least five fixes brought less than half of what was expected
   */
  public record Promise(String kind, int fixes, double ratio, boolean overPromises) {}

  /**
   * Whether the arms gave the same answers.
   *
   * @param checked answers compared by status and body; 0 if none was
   * @param differences what differed
   */
  public record Integrity(long checked, List<Difference> differences) {

    /** Copies the list. */
    public Integrity {
      differences = List.copyOf(differences);
    }

    /**
     * An answer that differed.
     *
     * @param request for example {@code GET /api/v1/restaurants/1/menu}
     * @param arms the two arms
     * @param detail what differed
     */
    public record Difference(String request, String arms, String detail) {}
  }

  /**
   * A block that must not be believed.
   *
   * @param round its round, which does not count
   * @param arm its arm
   * @param reason why
   */
  public record InvalidBlock(int round, String arm, String reason) {}

  /**
   * A step of the run.
   *
   * @param name what was done
   * @param seconds how long it took
   */
  public record Step(String name, double seconds) {}

  /**
   * One block in figures.
   *
   * @param round its round
   * @param arm its arm
   * @param seconds its length
   * @param valid whether it may be believed
   * @param requests requests that ended
   * @param cpuMs CPU per request
   * @param statements statements per request
   * @param meanMs mean response time
   */
  public record BlockLine(
      int round,
      String arm,
      double seconds,
      boolean valid,
      long requests,
      double cpuMs,
      double statements,
      double meanMs) {}
}
