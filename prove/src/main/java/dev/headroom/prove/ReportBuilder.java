package dev.headroom.prove;

import dev.headroom.loop.Budget;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts a report together from what a run measured. Only the blocks and the arms are needed; what is
 * not given is not in the report. Not thread-safe.
 */
public final class ReportBuilder {

  private final String service;
  private final List<Block> blocks;
  private final List<Arm> arms = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  private final Map<String, Double> capacity = new HashMap<>();
  private final List<Block> oneUser = new ArrayList<>();
  private final List<Report.Step> timeline = new ArrayList<>();
  private final List<Report.Integrity.Difference> differences = new ArrayList<>();
  private List<String> factors = List.of();
  private List<Finding> findings = List.of();
  private List<Fix> fixes = List.of();
  private List<Budget> budgets = List.of();
  private Set<String> judgedElsewhere = Set.of();
  private String elsewhere = "";
  private String judgedArm = "all";
  private String command = "";
  private Instant startedAt = Instant.EPOCH;
  private long seed;
  private long checked;
  private Report.Machine machine = Report.Machine.here();
  private Report.Load load = new Report.Load("", -1, -1, -1, 0, List.of());

  private record Arm(String name, String title, List<String> fixes) {}

  private record Pair(String before, String after) {}

  /**
   * A report.
   *
   * @param service the service's name
   * @param blocks all blocks of all arms, those of the attribution too, in any order
   */
  public ReportBuilder(String service, List<Block> blocks) {
    this.service = service;
    this.blocks = List.copyOf(blocks);
  }

  /** An arm, in the order of the story; its title is for people. */
  public ReportBuilder arm(String name, String title, Set<String> fixesOn) {
    arms.add(new Arm(name, title, List.copyOf(new TreeSet<>(fixesOn))));
    return this;
  }

  /** Two arms to compare, the most telling pair first. */
  public ReportBuilder compare(String before, String after) {
    pairs.add(new Pair(before, after));
    return this;
  }

  /** What was typed, when it began, and the seed of everything random. */
  public ReportBuilder run(String command, Instant startedAt, long seed) {
    this.command = command;
    this.startedAt = startedAt;
    this.seed = seed;
    return this;
  }

  /** Where it ran; without it, this machine and this JVM. */
  public ReportBuilder machine(Report.Machine machine) {
    this.machine = machine;
    return this;
  }

  /** What was sent. */
  public ReportBuilder load(Report.Load load) {
    this.load = load;
    return this;
  }

  /** Requests a second at which an arm is full. */
  public ReportBuilder capacity(String arm, double perSecond) {
    capacity.put(arm, perSecond);
    return this;
  }

  /** Blocks of a single user, under the names of the arms. */
  public ReportBuilder oneUser(List<Block> blocks) {
    oneUser.addAll(blocks);
    return this;
  }

  /** The fixes of the attribution's rows, in the order given to {@link Attribution#rows}. */
  public ReportBuilder attributed(List<String> factors) {
    this.factors = List.copyOf(factors);
    return this;
  }

  /** What was found, and the declared fixes that may answer it. */
  public ReportBuilder findings(List<Finding> findings, List<Fix> fixes) {
    this.findings = List.copyOf(findings);
    this.fixes = List.copyOf(fixes);
    return this;
  }

  /** What is allowed, and the arm that must hold it. */
  public ReportBuilder budgets(List<Budget> budgets, String judgedArm) {
    this.budgets = List.copyOf(budgets);
    this.judgedArm = judgedArm;
    return this;
  }

  /**
   * Budgets of these ids that too few requests are measured for here are judged by another command.
   */
  public ReportBuilder judgedElsewhere(Set<String> ids, String by) {
    judgedElsewhere = Set.copyOf(ids);
    elsewhere = by;
    return this;
  }

  /** Answers compared between arms, and those that differed. */
  public ReportBuilder integrity(long checked, List<Report.Integrity.Difference> differences) {
    this.checked = checked;
    this.differences.addAll(differences);
    return this;
  }

  /** A step of the run, in order. */
  public ReportBuilder step(String name, double seconds) {
    timeline.add(new Report.Step(name, seconds));
    return this;
  }

  /** The report. */
  public Report build() {
    List<Block> valid = validBlocks();
    List<Comparison> comparisons = new ArrayList<>();
    for (Pair pair : pairs) {
      List<String> differing = differing(pair);
      comparisons.add(
          Comparison.of(
              blocks, pair.before(), pair.after(), differing, answeredBy(differing), seed));
    }
    List<ReportArm> figures = arms.stream().map(arm -> figures(arm, valid)).toList();
    Attribution attribution = Attribution.of(blocks, factors);
    ReportCauses causes = new ReportCauses(load, figures, comparisons, attribution);
    return new Report(
        Report.VERSION,
        service,
        startedAt.toString(),
        command,
        seed,
        machine,
        load,
        judgedArm,
        figures,
        comparisons,
        attribution,
        findings.stream()
            .sorted(Comparator.comparingDouble(Finding::shareOfTime).reversed())
            .map(finding -> causes.of(finding, answering(finding)))
            .toList(),
        List.of(),
        BudgetCheck.of(budgets, load, figures, judgedArm).stream()
            .map(
                check ->
                    judgedElsewhere.contains(check.budget().id())
                        ? check.orJudgedBy(elsewhere)
                        : check)
            .toList(),
        new Report.Integrity(checked, differences),
        blocks.stream()
            .filter(block -> !block.invalid().isEmpty())
            .map(block -> new Report.InvalidBlock(block.round(), block.arm(), block.invalid()))
            .toList(),
        timeline,
        blocks.stream().map(this::line).toList());
  }

  private ReportArm figures(Arm arm, List<Block> valid) {
    List<Block> mine = valid.stream().filter(block -> block.arm().equals(arm.name())).toList();
    return new ReportArm(
        arm.name(),
        arm.title(),
        arm.fixes(),
        mine.size(),
        capacity.getOrDefault(arm.name(), -1.0),
        ReportFigures.hitRate(mine),
        ReportFigures.work(mine, valid),
        ReportFigures.time(mine),
        ReportFigures.groups(mine),
        ReportFigures.oneUser(
            oneUser.stream()
                .filter(b -> b.arm().equals(arm.name()) && b.invalid().isEmpty())
                .toList()));
  }

  /** Blocks of the arms in rounds where every block is valid: what {@link Comparison} counts. */
  private List<Block> validBlocks() {
    Set<Integer> dropped = new HashSet<>();
    for (Block block : blocks) {
      if (!block.invalid().isEmpty() && !block.arm().startsWith(Attribution.PREFIX)) {
        dropped.add(block.round());
      }
    }
    return blocks.stream()
        .filter(block -> arms.stream().anyMatch(arm -> arm.name().equals(block.arm())))
        .filter(block -> !dropped.contains(block.round()))
        .toList();
  }

  private List<String> differing(Pair pair) {
    Set<String> differing = new LinkedHashSet<>(on(pair.after()));
    differing.removeAll(on(pair.before()));
    on(pair.before()).stream().filter(id -> !on(pair.after()).contains(id)).forEach(differing::add);
    return List.copyOf(differing);
  }

  private List<String> on(String name) {
    return arms.stream()
        .filter(arm -> arm.name().equals(name))
        .findFirst()
        .map(Arm::fixes)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "compare() names the arm '" + name + "', which arm() did not declare"));
  }

  private List<String> answering(Finding finding) {
    return fixes.stream().filter(fix -> fix.answers(finding)).map(Fix::id).toList();
  }

  private List<String> answeredBy(List<String> ids) {
    return findings.stream()
        .filter(finding -> answering(finding).stream().anyMatch(ids::contains))
        .map(Finding::id)
        .toList();
  }

  private Report.BlockLine line(Block block) {
    List<Block> one = List.of(block);
    var all = ComparisonLatency.responses(one, "*").get(0);
    return new Report.BlockLine(
        block.round(),
        block.arm(),
        block.seconds(),
        block.invalid().isEmpty(),
        block.work().requests(),
        ComparisonWork.CPU.known(one) ? ComparisonWork.CPU.mean(one, one) : -1,
        ComparisonWork.STATEMENTS.known(one) ? ComparisonWork.STATEMENTS.mean(one, one) : -1,
        all.getTotalCount() == 0 ? -1 : all.getMean() / 1e3);
  }
}
