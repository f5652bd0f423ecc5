package dev.headroom.spring;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Accepted;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application's thresholds, and the findings it has accepted: these are not shown until their
 * last day has passed or they have grown, as {@link Accepted} says.
 */
final class FindingRules {

  private static final double GROWN = 1.5;
  private static final double GROWN_BY = 0.01;

  private final Thresholds thresholds;
  private final Map<String, Accepted> accepted = new HashMap<>();
  private final Clock clock;

  FindingRules(Thresholds thresholds, List<Accepted> accepted, Clock clock) {
    this.thresholds = thresholds;
    this.clock = clock;
    for (Accepted one : accepted) {
      if (this.accepted.put(one.finding(), one) != null) {
        throw new IllegalArgumentException(
            "headroom.accepted: the finding " + one.finding() + " is accepted twice");
      }
    }
  }

  List<Finding> findings(Observations observations) {
    LocalDate today = LocalDate.now(clock);
    return Diagnosis.findings(observations, thresholds).stream()
        .filter(finding -> !holds(accepted.get(finding.id()), finding, today))
        .toList();
  }

  private static boolean holds(@Nullable Accepted by, Finding finding, LocalDate today) {
    return by != null
        && !today.isAfter(by.until())
        && (finding.shareOfTime() <= GROWN * by.share()
            || finding.shareOfTime() < by.share() + GROWN_BY);
  }
}
