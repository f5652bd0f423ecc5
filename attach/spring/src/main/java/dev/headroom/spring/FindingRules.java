package dev.headroom.spring;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Accepted;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The application's thresholds, and the findings it has accepted: these are not shown until their
 * last day has passed or they have grown, as {@link Acceptance} says.
 */
final class FindingRules {

  private final Thresholds thresholds;
  private final List<Accepted> accepted;
  private final Clock clock;

  FindingRules(Thresholds thresholds, List<Accepted> accepted, Clock clock) {
    this.thresholds = thresholds;
    this.accepted = List.copyOf(accepted);
    this.clock = clock;
    Set<String> ids = new HashSet<>();
    for (Accepted one : accepted) {
      if (!ids.add(one.finding())) {
        throw new IllegalArgumentException(
            "headroom.accepted: the finding " + one.finding() + " is accepted twice");
      }
    }
  }

  List<Finding> findings(Observations observations) {
    return judge(observations).shown();
  }

  Acceptance judge(Observations observations) {
    return Acceptance.of(
        Diagnosis.findings(observations, thresholds), accepted, LocalDate.now(clock));
  }
}
