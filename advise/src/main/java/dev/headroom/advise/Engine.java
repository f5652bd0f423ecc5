package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Plans and executes statements on a scratch copy, under any choice of the candidates. */
interface Engine {

  /** SQLSTATE of a statement that was ended because it took too long. */
  String TOO_LONG = "57014";

  /** Plans with several binds under one choice of indexes, by name. */
  List<Plan> plan(Query query, List<List<Bind>> samples, Collection<String> indexes)
      throws SQLException;

  /** Executes once; what the statement wrote is taken back. */
  Plan run(Query query, List<Bind> sample, Collection<String> indexes, long limitMillis)
      throws SQLException;

  /**
   * The same; where work is counted ({@link Plan#steps}) it is ended when this is more, and the
   * plan says how much it was by then.
   */
  default Plan run(
      Query query, List<Bind> sample, Collection<String> indexes, long limitMillis, double mostWork)
      throws SQLException {
    return run(query, sample, indexes, limitMillis);
  }

  /** Whether statements are executed here, or only planned. */
  default boolean executes() {
    return true;
  }

  /** Whether a plan made without a look at the binds uses an index, beside these. */
  boolean usedByGenericPlan(
      Query query, List<Bind> sample, Collection<String> indexes, String index) throws SQLException;
}
