package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CostsTest {

  private static final Query QUERY = Query.of(List.of(Server.seen("select 1 from t", 10))).get(0);

  /** Executes in given times; one below 0 takes too long. */
  private static final class Clock implements Engine {
    private final double[] micros;
    private final double steps;
    private int runs;

    Clock(double steps, double... micros) {
      this.steps = steps;
      this.micros = micros;
    }

    private Plan plan(Collection<String> indexes, double time) {
      return new Plan("", "Scan " + indexes, Set.of(), 1, 1, time, 1, 1, 1, steps);
    }

    @Override
    public List<Plan> plan(Query query, List<List<Bind>> samples, Collection<String> indexes) {
      return samples.stream().map(sample -> plan(indexes, Double.NaN)).toList();
    }

    @Override
    public Plan run(Query query, List<Bind> sample, Collection<String> indexes, long limitMillis)
        throws SQLException {
      double time = micros[Math.min(runs++, micros.length - 1)];
      if (time < 0) {
        throw new SQLException("too long", TOO_LONG);
      }
      return plan(indexes, time);
    }

    @Override
    public boolean usedByGenericPlan(
        Query query, List<Bind> sample, Collection<String> indexes, String index) {
      return false;
    }
  }

  private static double micros(Clock clock) throws SQLException {
    return new Costs(clock, AdviceOptions.defaults()).admit(QUERY, Set.of("t")).micros();
  }

  @Test
  @DisplayName("a run that is cut short after a better one says nothing of the statement")
  void cutShort() throws SQLException {
    assertThat(micros(new Clock(Double.NaN, 400, -1))).isEqualTo(400);
    assertThat(micros(new Clock(Double.NaN, -1))).isEqualTo(3_000_000);
  }

  @Test
  @DisplayName(
      "a short statement runs until its shortest time is known, a long one three times at most, one"
          + " whose steps are counted too")
  void repeats() throws SQLException {
    double[] falling = IntStream.range(0, 40).mapToDouble(i -> 200 - 5 * i).toArray();
    Clock shorter = new Clock(Double.NaN, falling);
    assertThat(micros(shorter)).isEqualTo(200 - 5 * 11);
    assertThat(shorter.runs).isEqualTo(12);
    Clock longer = new Clock(Double.NaN, 4_000);
    assertThat(micros(longer)).isEqualTo(4_000);
    assertThat(longer.runs).isEqualTo(3);
    Clock counted = new Clock(500, 100);
    assertThat(micros(counted)).isEqualTo(100);
    assertThat(counted.runs).isEqualTo(3);
  }

  @Test
  @DisplayName("a run that was held up once does not make a statement slow, nor an index look good")
  void heldUp() throws SQLException {
    assertThat(micros(new Clock(Double.NaN, 90_000, 300))).isEqualTo(300);
    for (double held : new double[] {40_000, -1}) {
      Clock clock = new Clock(Double.NaN, 6_000, 6_000, 6_000, held, 500);
      Costs costs = new Costs(clock, AdviceOptions.defaults());
      costs.admit(QUERY, Set.of("t"));
      assertThat(costs.under(QUERY, Set.of("i")).micros()).isEqualTo(500);
    }
  }
}
