package dev.headroom.spring;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import java.util.List;

/** What is shown by the control API, the actuator and meters, whoever saw it. */
interface Seen {

  /** {@code starter}, or {@code agent} with its address. */
  String by();

  Observations observations();

  /** What is slow, with what is accepted of it. */
  Acceptance judged();

  /** What is slow and not accepted. */
  default List<Finding> findings() {
    return judged().shown();
  }

  List<Profile> profiles();

  /** Statements with SQL texts and sampled binds; throws IllegalStateException if not allowed. */
  List<StatementObservation> workload();

  /** Faults of the observer itself. */
  long faults();

  void reset();
}
