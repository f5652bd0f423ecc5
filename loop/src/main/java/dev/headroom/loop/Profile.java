package dev.headroom.loop;

import java.util.List;

/**
 * Sampled stacks of one endpoint: what a flame graph is drawn from.
 *
 * @param endpoint method and route template; {@code (background)} outside a request
 * @param kind what a weight counts
 * @param stacks distinct stacks with their weights, at most a few thousand
 * @param dropped weight of stacks that did not fit
 */
public record Profile(String endpoint, Kind kind, List<Stack> stacks, long dropped) {

  /** Copies the list. */
  public Profile {
    stacks = List.copyOf(stacks);
  }

  /** What a weight counts. */
  public enum Kind {
    /** Samples of threads that ran. */
    CPU,
    /** Bytes allocated, estimated from samples. */
    ALLOCATION
  }

  /**
   * A stack.
   *
   * @param frames {@code package.Type.method}, the outermost first
   * @param weight samples or bytes
   */
  public record Stack(List<String> frames, long weight) {

    /** Copies the list. */
    public Stack {
      frames = List.copyOf(frames);
    }
  }
}
