package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.Step;
import java.util.List;
import java.util.SplittableRandom;

/** Endless requests of one group, or first requests of its flow; the seed decides them. */
final class RequestSource {

  private final PreparedScenario prepared;
  private final Group group;
  private final List<Step> steps;
  private final int weight;
  private final SplittableRandom random;
  private final int others;
  private int ahead; // requests of other workers before the next of this one

  RequestSource(PreparedScenario prepared, Group group, long seed) {
    this.prepared = prepared;
    this.group = group;
    this.steps = group.steps();
    this.weight = steps.stream().mapToInt(Step::weight).sum();
    this.ahead = prepared.share().index();
    this.others = prepared.share().of() - 1;
    this.random = new SplittableRandom(seed ^ group.name().hashCode() * 0x9E3779B97F4A7C15L);
  }

  Request next() {
    // Each request has a generator of its own: how many values it draws shifts nothing after it.
    for (; ahead > 0; ahead--) {
      var unused = random.split();
    }
    ahead = others;
    SplittableRandom own = random.split();
    if (group.flow()) {
      return new Journey(prepared, group, own).request();
    }
    int left = steps.size() == 1 ? 0 : own.nextInt(weight);
    for (Step step : steps) {
      left -= step.weight();
      if (left < 0) {
        return prepared.draw(step, own);
      }
    }
    throw new IllegalStateException("weights do not add up");
  }
}
