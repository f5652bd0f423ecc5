package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.Step;
import dev.headroom.prove.Template.Value;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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
  private @Nullable WebSocket socket;

  Journey(PreparedScenario prepared, Group group, SplittableRandom random) {
    this.prepared = prepared;
    this.group = group;
    this.random = random.split();
    this.draw = new Draw(prepared, random);
  }

  Request request() {
    return prepared.draw(step(), draw, this);
  }

  /** The present step. */
  Step step() {
    return group.steps().get(at);
  }

  /** Its WebSocket from now on. */
  void socket(WebSocket opened) {
    socket = opened;
  }

  /** The WebSocket that an earlier step opened. */
  WebSocket socket() {
    return Objects.requireNonNull(socket, "a scenario opens a WebSocket before it uses one");
  }

  /** Leaves its WebSocket, if it has one. */
  void end() {
    WebSocket left = socket;
    socket = null;
    if (left != null) {
      left.close();
    }
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
    long mean = step().think().toNanos();
    return mean == 0 ? 0 : (long) (-Math.log(1 - random.nextDouble()) * mean);
  }
}
