package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an index does on the database itself what was promised for it, with the same binds: plans
 * use it where they did, and at least half of the saving arrives, in pages and in time. Reads are
 * executed, in read-only transactions; writes are only planned.
 */
final class Promise implements AutoCloseable {

  /** Of the promised saving, the part that may be missing. */
  private static final double TOLERANCE = 0.5;

  /** What no promise is made about. */
  private static final double NEVER_MIND_PAGES = 8;

  private static final double NEVER_MIND_MILLIS = 1;

  /** Times of one statement differ by so much from one look to the next under load. */
  private static final double NOISE = 1.25;

  private static final int MOST_STATEMENTS = 5;
  private static final long LONGEST_MILLIS = 5_000;

  private static final Pattern READS =
      Pattern.compile("\\s*\\(*\\s*(select|values|with)\\b", Pattern.CASE_INSENSITIVE);

  private record Look(Query query, StatementEffect effect, List<Plan> before) {}

  private final Bench bench;
  private final List<Look> looks = new ArrayList<>();

  /** Looks at the statements as they are without the index. */
  Promise(String url, IndexAdvice index) throws SQLException {
    Connection connection = ServerUrl.openReadOnly(url);
    bench = new Bench(connection);
    try {
      bench.execute("set plan_cache_mode = force_custom_plan");
      connection.setAutoCommit(false);
      for (StatementEffect effect : index.helped()) {
        Query query = query(effect);
        if (looks.size() < MOST_STATEMENTS && query != null) {
          bench.prepare(query);
          looks.add(new Look(query, effect, plans(query)));
        }
      }
    } catch (SQLException e) {
      bench.close();
      throw e;
    }
  }

  private @Nullable Query query(StatementEffect effect) {
    Numbered numbered = Numbered.of(effect.statement().sql());
    if (numbered.parameters() > 0 && effect.binds().isEmpty()) {
      return null;
    }
    return new Query(
        looks.size(),
        effect.statement(),
        numbered,
        effect.executions(),
        effect.totalNanos(),
        -1,
        effect.binds());
  }

  private List<Plan> plans(Query query) throws SQLException {
    List<Plan> plans = new ArrayList<>();
    List<List<Bind>> binds =
        query.numbered().parameters() == 0 ? List.of(List.of()) : query.binds();
    for (List<Bind> sample : binds) {
      plans.add(plan(query, sample));
    }
    return plans;
  }

  /** The best of up to three executions; only planned where it writes or needs too long. */
  private Plan plan(Query query, List<Bind> sample) throws SQLException {
    Plan best = bench.plan(query, List.of(sample), List.of()).get(0);
    if (!READS.matcher(query.numbered().text()).lookingAt()) {
      return best;
    }
    for (int i = 0; i < 3; i++) {
      try {
        Plan run = bench.run(query, sample, List.of(), LONGEST_MILLIS);
        best = Double.isNaN(best.micros()) || run.micros() < best.micros() ? run : best;
        if (run.micros() > 200_000) {
          return best;
        }
      } catch (SQLException e) {
        // 57014: too long; 25006 and 42501: it writes after all, or wants a lock
        if (!Set.of("57014", "25006", "42501").contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        return best;
      }
    }
    return best;
  }

  /** Looks again, and compares. */
  List<AdviceReport.Check> kept(List<String> names) throws SQLException {
    List<AdviceReport.Check> checks = new ArrayList<>();
    for (Look look : looks) {
      List<Plan> after = plans(look.query());
      for (int i = 0; i < after.size() && i < look.effect().samples().size(); i++) {
        StatementEffect.Sample promised = look.effect().samples().get(i);
        String what =
            promised.bind()
                + " bind of "
                + AdviceText.clip(look.effect().statement().fingerprint(), 60);
        boolean promisedUse = names.stream().anyMatch(promised.after().plan()::contains);
        if (promisedUse) {
          boolean uses = after.get(i).indexes().stream().anyMatch(names::contains);
          checks.add(
              new AdviceReport.Check(
                  "plan, " + what,
                  "without it",
                  "uses the index",
                  uses ? "uses it" : "does not use it",
                  uses));
        }
        compare(checks, what, look.before().get(i), after.get(i), promised);
      }
    }
    return checks;
  }

  private static void compare(
      List<AdviceReport.Check> checks,
      String what,
      Plan before,
      Plan after,
      StatementEffect.Sample promised) {
    boolean measured = promised.before().nanos() >= 0;
    if (Double.isNaN(before.micros()) || Double.isNaN(after.micros())) {
      double share = share(promised.before().cost(), promised.after().cost());
      add(checks, "cost, " + what, before.cost(), after.cost(), share, 1, 1);
      return;
    }
    double pages =
        measured
            ? share((double) promised.before().buffers(), (double) promised.after().buffers())
            : share(promised.before().cost(), promised.after().cost());
    double time =
        measured
            ? share((double) promised.before().nanos(), (double) promised.after().nanos())
            : pages;
    add(checks, "pages, " + what, before.buffers(), after.buffers(), pages, 1, NEVER_MIND_PAGES);
    add(
        checks,
        "milliseconds, " + what,
        before.micros() / 1e3,
        after.micros() / 1e3,
        time,
        NOISE,
        NEVER_MIND_MILLIS);
  }

  /** What remains of it, at most all. */
  private static double share(double before, double after) {
    return before <= 0 ? 1 : Math.min(1, after / before);
  }

  private static void add(
      List<AdviceReport.Check> checks,
      String what,
      double before,
      double after,
      double promisedShare,
      double noise,
      double neverMind) {
    double limit = noise * before * (1 - (1 - TOLERANCE) * (1 - promisedShare)) + neverMind;
    checks.add(
        new AdviceReport.Check(
            what,
            AdviceText.figure(before),
            "at most " + AdviceText.figure(limit),
            AdviceText.figure(after),
            after <= limit));
  }

  @Override
  public void close() throws SQLException {
    bench.close();
  }
}
