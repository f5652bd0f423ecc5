package dev.headroom.prove;

import java.time.Duration;
import java.util.List;

/**
 * How a load arrives, phase by phase. In the open model the level of a phase is starts per second,
 * in the closed model users.
 *
 * @param closed users who wait for their answers; else arrivals that do not
 * @param spacing of arrivals, in the open model
 * @param think mean pause between a user's answer and his next start, in the closed model
 * @param phases one after the other, at least one
 */
public record LoadPlan(boolean closed, Load.Spacing spacing, Duration think, List<Phase> phases) {

  /** Checks and copies. */
  public LoadPlan {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a load has at least one phase");
    }
    if (phases.stream().allMatch(phase -> phase.kind() == Kind.WARM_UP)) {
      throw new IllegalArgumentException("a load has at least one phase that is no warm-up");
    }
  }

  /**
   * An open load at one rate.
   *
   * @param rate starts per second
   * @param warmUp left out of the figures; may be zero
   * @param length how long it is measured
   * @return the plan
   */
  public static LoadPlan open(double rate, Duration warmUp, Duration length) {
    return flat(false, rate, warmUp, length);
  }

  /**
   * So many users without think time: latency at saturation, and capacity.
   *
   * @param users how many
   * @param warmUp left out of the figures; may be zero
   * @param length how long it is measured
   * @return the plan
   */
  public static LoadPlan closed(int users, Duration warmUp, Duration length) {
    return flat(true, users, warmUp, length);
  }

  private static LoadPlan flat(boolean closed, double level, Duration warmUp, Duration length) {
    Phase steady = new Phase("steady", Kind.STEADY, length, level, level);
    return new LoadPlan(
        closed,
        Load.Spacing.POISSON,
        Duration.ZERO,
        warmUp.isZero()
            ? List.of(steady)
            : List.of(new Phase("warm-up", Kind.WARM_UP, warmUp, level, level), steady));
  }

  /** What a phase is for. */
  public enum Kind {
    /** Not in the figures. */
    WARM_UP,
    /** From one level to another in a straight line. */
    RAMP,
    /** One level. */
    STEADY,
    /** One level, far above the others, briefly. */
    SPIKE,
    /** One step of a staircase. */
    STRESS,
    /** One level for long: what grows shows. */
    SOAK
  }

  /**
   * A phase.
   *
   * @param name in reports, unlike those of the others
   * @param kind what it is for
   * @param length how long
   * @param from level at its beginning
   * @param to level at its end
   */
  public record Phase(String name, Kind kind, Duration length, double from, double to) {

    /** Checks ranges. */
    public Phase {
      if (length.isNegative() || length.isZero()) {
        throw new IllegalArgumentException("phase '" + name + "' lasts longer than 0");
      }
      if (!(from >= 0 && to >= 0 && Math.max(from, to) > 0 && Math.max(from, to) <= 10_000_000)) {
        throw new IllegalArgumentException(
            "the level of phase '"
                + name
                + "' is above 0 and at most 10,000,000, was "
                + from
                + " to "
                + to);
      }
    }

    boolean measured() {
      return kind != Kind.WARM_UP;
    }

    double seconds() {
      return length.toNanos() / 1e9;
    }

    /** The level after so many seconds. */
    double at(double second) {
      return from + (to - from) * Math.min(1, second / seconds());
    }

    /** Starts in all, in the open model. */
    double area() {
      return (from + to) / 2 * seconds();
    }
  }

  double seconds() {
    return phases.stream().mapToDouble(Phase::seconds).sum();
  }
}
