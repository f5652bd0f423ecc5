package dev.headroom.prove;

import dev.headroom.loop.Proof;
import dev.headroom.loop.Verdict;
import dev.headroom.stats.Holm;
import dev.headroom.stats.Judged;
import dev.headroom.stats.PairedVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two arms side by side.
 *
 * <p>Work per request comes first, because it survives a machine that is shared: CPU, statements,
 * bytes. Latency is second. The unit is the pair of blocks of one round; a round with an invalid
 * block is dropped whole, whichever arm the block was of, so that dropping cannot favour an arm.
 *
 * <p>p50, p95, p99 and CPU per request are judged together (Holm), so that the chance of any false
 * verdict among them stays below 5 %; each interval shown is the 95 % interval of its measure
 * alone. Nothing is called FASTER where errors are not shown to be no worse: answering with errors
 * is quick.
 *
 * @param before name of the arm that is the reference
 * @param after name of the other arm
 * @param rounds rounds measured
 * @param validRounds rounds that count
 * @param lines what was compared, work first
 * @param errors one per group, and {@code *}
 * @param notCompared what could not be compared, and why
 */
public record Comparison(
    String before,
    String after,
    int rounds,
    int validRounds,
    List<Line> lines,
    List<Errors> errors,
    List<NotCompared> notCompared) {

  private static final Set<String> TOGETHER = Set.of("p50", "p95", "p99", "cpu-per-request");

  /** Copies the lists. */
  public Comparison {
    lines = List.copyOf(lines);
    errors = List.copyOf(errors);
    notCompared = List.copyOf(notCompared);
  }

  /**
   * One measure of one group.
   *
   * @param proof ratio after / before with interval and verdict
   * @param before value over all valid rounds of the first arm
   * @param after value over all valid rounds of the other; {@code after / before} differs a little
   *     from the proof's ratio, which is the geometric mean over pairs
   * @param unit {@code ms}, {@code B} or {@code statements}
   * @param basis how the ratio was had
   * @param p chance of such a claim if it were false, adjusted for the measures judged together; 1
   *     where nothing is claimed
   */
  public record Line(
      Proof proof, double before, double after, String unit, Basis basis, double p) {}

  /** How a ratio was had. */
  public enum Basis {
    /** From one ratio a round. */
    PAIRED,
    /**
     * From percentiles of the histograms merged over rounds, with an interval by drawing whole
     * rounds: single blocks have too few samples for this percentile.
     */
    POOLED
  }

  /**
   * Errors of both arms over the valid rounds.
   *
   * @param group the scenario's group, or {@code *}
   * @param beforeRequests requests of the first arm
   * @param beforeErrors of these, failed
   * @param afterRequests requests of the other arm
   * @param afterErrors of these, failed
   * @param standing whether the second arm fails no more than the first
   */
  public record Errors(
      String group,
      long beforeRequests,
      long beforeErrors,
      long afterRequests,
      long afterErrors,
      Standing standing) {}

  /** Whether the second arm fails no more often than the first. */
  public enum Standing {
    /** It had no error. */
    NO_ERRORS,
    /** Its share is at most one percentage point higher, with 95 % confidence. */
    NOT_WORSE,
    /** Its share is higher, with 95 % confidence, or a point higher as seen. */
    WORSE,
    /** Too few requests to say. */
    NOT_SHOWN
  }

  /**
   * A measure without a ratio.
   *
   * @param group the scenario's group, or {@code *}
   * @param measure for example {@code p99}
   * @param reason why, and what it would take
   */
  public record NotCompared(String group, String measure, String reason) {}

  /**
   * Compares two arms.
   *
   * @param blocks all blocks of the run; those of other arms only help to decide which rounds are
   *     valid
   * @param before name of the first arm
   * @param after name of the other
   * @param fixes ids of the fixes that differ between the arms
   * @param findings ids of the findings that these answer
   * @param seed of the interval of pooled percentiles
   * @return with no line when fewer than two rounds are valid
   */
  static Comparison of(
      List<Block> blocks,
      String before,
      String after,
      List<String> fixes,
      List<String> findings,
      long seed) {
    ComparisonRounds rounds = ComparisonRounds.of(blocks, before, after);
    List<NotCompared> missing = new ArrayList<>();
    List<Errors> errors = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    if (rounds.before().size() < 2) {
      missing.add(
          new NotCompared(
              "*",
              "*",
              rounds.before().size() + " valid rounds; an interval needs 2, a verdict 5"));
    } else {
      Namer namer = new Namer(before, after, findings, fixes);
      List<Measured> work = ComparisonWork.of(rounds, missing);
      Set<String> groups = new TreeSet<>();
      rounds.before().forEach(block -> groups.addAll(block.groups().keySet()));
      rounds.after().forEach(block -> groups.addAll(block.groups().keySet()));
      errors.add(ComparisonErrors.of(rounds, "*"));
      List<Measured> all = new ArrayList<>(work);
      all.addAll(ComparisonLatency.of(rounds, "*", seed, missing));
      lines.addAll(namer.lines(judged(all, errors.get(0))));
      for (String group : groups) {
        Errors failed = ComparisonErrors.of(rounds, group);
        errors.add(failed);
        lines.addAll(
            namer.lines(judged(ComparisonLatency.of(rounds, group, seed, missing), failed)));
      }
    }
    return new Comparison(
        before, after, rounds.all(), rounds.before().size(), lines, errors, missing);
  }

  /**
   * The line of a measure.
   *
   * @param group the scenario's group, or {@code *}
   * @param measure for example {@code p95}
   * @return empty if it was not compared
   */
  public Optional<Line> line(String group, String measure) {
    return lines.stream()
        .filter(l -> l.proof().endpoint().equals(group) && l.proof().measure().equals(measure))
        .findFirst();
  }

  /**
   * Why "no slower" may not be taken from it: nothing that was not shown is.
   *
   * @return that nothing could be compared, or each group that fails more often; empty if neither
   */
  public List<String> faults() {
    if (lines.isEmpty()) {
      return List.of(
          "nothing could be compared: " + validRounds + " of " + rounds + " rounds count");
    }
    return errors.stream()
        .filter(each -> each.standing() == Standing.WORSE)
        .map(
            each ->
                each.group()
                    + ": "
                    + each.afterErrors()
                    + " of "
                    + each.afterRequests()
                    + " requests fail, before "
                    + each.beforeErrors()
                    + " of "
                    + each.beforeRequests())
        .toList();
  }

  private static List<Measured> judged(List<Measured> measured, Errors errors) {
    List<Measured> together =
        measured.stream().filter(m -> TOGETHER.contains(m.measure())).toList();
    double[] adjusted = Holm.adjust(together.stream().mapToDouble(m -> m.judged().p()).toArray());
    boolean failing =
        errors.standing() == Standing.WORSE || errors.standing() == Standing.NOT_SHOWN;
    List<Measured> result = new ArrayList<>();
    for (Measured m : measured) {
      int at = together.indexOf(m);
      double p = at < 0 ? m.judged().p() : adjusted[at];
      boolean falls = p > PairedVerdict.ALPHA;
      boolean bought = failing && m.judged().effect().verdict() == Verdict.FASTER;
      result.add(
          m.with(falls || bought ? m.judged().withdrawn() : new Judged(m.judged().effect(), p)));
    }
    return result;
  }

  /** A measure before it has a proof's name. */
  record Measured(
      String group,
      String measure,
      double before,
      double after,
      String unit,
      Basis basis,
      Judged judged) {

    Measured with(Judged other) {
      return new Measured(group, measure, before, after, unit, basis, other);
    }
  }

  private record Namer(String before, String after, List<String> findings, List<String> fixes) {

    List<Line> lines(List<Measured> measured) {
      return measured.stream().map(this::line).toList();
    }

    private Line line(Measured m) {
      String id = before + ".." + after + ":" + m.group() + ":" + m.measure();
      return new Line(
          new Proof(id, findings, fixes, m.group(), m.measure(), m.judged().effect()),
          m.before(),
          m.after(),
          m.unit(),
          m.basis(),
          m.judged().p());
    }
  }
}
