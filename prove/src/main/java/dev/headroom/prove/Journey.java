package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.Step;
import dev.headroom.prove.Template.Value;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One user's way through a flow: the steps in order, each with what earlier answers gave. It ends
 * at the first error, as a user would.
 */
final class Journey {

  private final PreparedScenario prepared;
  private final Group group;
  private final Draw draw;
  private final SplittableRandom random;
  private int at;

  Journey(PreparedScenario prepared, Group group, SplittableRandom random) {
    this.prepared = prepared;
    this.group = group;
    this.random = random.split();
    this.draw = new Draw(prepared, random);
  }

  Request request() {
    return prepared.draw(group.steps().get(at), draw, this);
  }

  /** Takes over what the answer gives; says what it lacks, or empty. */
  String capture(Step step, String body) {
    for (var entry : step.capture().entrySet()) {
      List<Value> found = BodyCheck.values(body, entry.getValue());
      if (found == null || found.isEmpty()) {
        return "the answer has nothing at '" + entry.getValue() + "' for ${" + entry.getKey() + "}";
      }
      draw.put(entry.getKey(), found.get(0));
    }
    return "";
  }

  /** Goes on to the next step, if there is one. */
  boolean advance() {
    return ++at < group.steps().size();
  }

  /** The user's pause before the present step, exponentially distributed. */
  long thinkNanos() {
    long mean = group.steps().get(at).think().toNanos();
    return mean == 0 ? 0 : (long) (-Math.log(1 - random.nextDouble()) * mean);
  }
}
