package dev.headroom.prove;

import java.util.List;

/**
 * When the phases of a run begin and end. A request belongs to the phase in which it was due,
 * whenever it is answered.
 */
final class Stretches {

  /** Names, and whether they count. */
  final List<LoadPlan.Phase> phases;

  private final long start;
  private final long[] ends;

  private Stretches(List<LoadPlan.Phase> phases, long start, long[] ends) {
    this.phases = phases;
    this.start = start;
    this.ends = ends;
  }

  static Stretches of(List<LoadPlan.Phase> phases, long start) {
    long[] ends = new long[phases.size()];
    long at = start;
    for (int i = 0; i < ends.length; i++) {
      at += phases.get(i).length().toNanos();
      ends[i] = at;
    }
    return new Stretches(phases, start, ends);
  }

  /** One, whose end is not known. */
  static Stretches endless(long start) {
    return new Stretches(List.of(), start, new long[] {Long.MAX_VALUE});
  }

  int count() {
    return ends.length;
  }

  int at(long nanos) {
    int i = 0;
    while (i < ends.length - 1 && nanos - ends[i] >= 0) {
      i++;
    }
    return i;
  }

  String name(int i) {
    return phases.isEmpty() ? "" : phases.get(i).name();
  }

  boolean measured(int i) {
    return phases.isEmpty() || phases.get(i).measured();
  }

  long end(int i) {
    return ends[i];
  }

  long end() {
    return ends[ends.length - 1];
  }

  /** From where to where, cut at the run's own end. */
  double seconds(int i, long runEnd) {
    long from = i == 0 ? start : ends[i - 1];
    return Math.max(0, Math.min(ends[i], runEnd) - from) / 1e9;
  }
}
