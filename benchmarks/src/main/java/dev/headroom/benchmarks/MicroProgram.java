package dev.headroom.benchmarks;

import dev.headroom.observe.FingerprintBenchmark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH benchmarks, with a table of what they came to. */
final class MicroProgram {

  private MicroProgram() {}

  /** What one benchmark came to. */
  record Score(double nanos, double error, double bytes) {
    static Score of(RunResult run) {
      Result<?> time = run.getPrimaryResult();
      Result<?> bytes = run.getSecondaryResults().get("gc.alloc.rate.norm");
      return new Score(
          time.getScore(), time.getScoreError(), bytes == null ? Double.NaN : bytes.getScore());
    }

    String time() {
      return Table.number(nanos) + (Double.isNaN(error) ? "" : " \u00b1 " + Table.number(error));
    }

    String size() {
      return Table.number(bytes);
    }
  }

  static void fingerprint(boolean quick) throws RunnerException {
    System.out.println(Table.machine());
    Map<String, Score> scores = new TreeMap<>();
    for (RunResult run :
        run(options(quick).include(FingerprintBenchmark.class.getName() + "\\."))) {
      String name = run.getPrimaryResult().getLabel();
      scores.put(name, Score.of(run));
    }
    Table table =
        new Table(
            "S6: from a text of 500 characters to its fingerprint",
            "look-up",
            "ns",
            "ns without making the text",
            "B",
            "B without the text",
            "target ns");
    line(table, "the same String", scores.get("sameString"), null, "30");
    line(table, "an equal copy", scores.get("equalCopy"), scores.get("copyAlone"), "120");
    line(table, "a new text", scores.get("newText"), scores.get("textAlone"), "5,000");
    table.print(quick);
  }

  private static void line(
      Table table,
      String name,
      @org.jspecify.annotations.Nullable Score score,
      @org.jspecify.annotations.Nullable Score less,
      String target) {
    if (score == null) {
      throw new IllegalStateException("JMH gave no result for " + name);
    }
    table.row(
        name,
        score.time(),
        less == null ? score.time() : Table.number(score.nanos() - less.nanos()),
        score.size(),
        less == null ? score.size() : Table.number(score.bytes() - less.bytes()),
        target);
  }

  static void statement(boolean quick) throws RunnerException {
    System.out.println(Table.machine());
    Map<Way, Map<Integer, Score>> scores = new EnumMap<>(Way.class);
    String name = StatementBenchmark.class.getName() + "\\.";
    collect(run(options(quick).include(name)), scores);
    collect(run(options(quick).include(name).param("way", Way.PROOF.name())), scores);
    Optional<List<String>> agent = Agents.options(Way.AGENT);
    if (agent.isPresent()) {
      List<String> arguments = new ArrayList<>(agent.get());
      collect(
          run(
              options(quick)
                  .include(name)
                  .param("way", Way.AGENT.name())
                  .jvmArgsAppend(arguments.toArray(new String[0]))),
          scores);
    }
    Table table =
        new Table(
            "S5: a request with 5 prepared statements of 2 binds, on a driver that does nothing",
            "way",
            "request of 0, ns",
            "request of 5, ns",
            "a statement above bare, ns",
            "request of 0, B",
            "request of 5, B",
            "a statement above bare, B");
    Map<Integer, Score> bare = scores.get(Way.BARE);
    for (Way way : Way.values()) {
      Map<Integer, Score> two = scores.get(way);
      if (two != null && bare != null) {
        Score none = of(two, 0);
        Score five = of(two, 5);
        Score bareNone = of(bare, 0);
        Score bareFive = of(bare, 5);
        table.row(
            way.title,
            none.time(),
            five.time(),
            Table.number(
                ((five.nanos() - none.nanos()) - (bareFive.nanos() - bareNone.nanos())) / 5),
            none.size(),
            five.size(),
            Table.number(
                ((five.bytes() - none.bytes()) - (bareFive.bytes() - bareNone.bytes())) / 5));
      }
    }
    table.print(quick);
    System.out.println("\nTarget (S5): a statement at most 300 ns and 64 B above bare.");
    Agents.missing(List.of(Way.AGENT)).forEach(System.out::println);
  }

  private static Score of(Map<Integer, Score> scores, int statements) {
    Score score = scores.get(statements);
    if (score == null) {
      throw new IllegalStateException("JMH gave no result for " + statements + " statements");
    }
    return score;
  }

  private static void collect(Collection<RunResult> runs, Map<Way, Map<Integer, Score>> into) {
    for (RunResult run : runs) {
      into.computeIfAbsent(Way.valueOf(run.getParams().getParam("way")), way -> new TreeMap<>())
          .put(Integer.valueOf(run.getParams().getParam("statements")), Score.of(run));
    }
  }

  static ChainedOptionsBuilder options(boolean quick) {
    return new OptionsBuilder()
        .forks(quick ? 1 : 3)
        .warmupIterations(quick ? 1 : 3)
        .warmupTime(quick ? TimeValue.milliseconds(300) : TimeValue.seconds(1))
        .measurementIterations(quick ? 1 : 4)
        .measurementTime(quick ? TimeValue.milliseconds(300) : TimeValue.seconds(1))
        .jvmArgsAppend("-Xms512m", "-Xmx512m", "--sun-misc-unsafe-memory-access=allow")
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }
}
