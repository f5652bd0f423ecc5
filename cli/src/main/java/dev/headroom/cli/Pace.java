package dev.headroom.cli;

import java.time.Duration;

/**
 * How long the parts of a proof take.
 *
 * @param warmUp most time to warm the service as found
 * @param observe least load held while the causes are looked for
 * @param advise most time for index advice
 * @param capacity load to find an arm's capacity
 * @param warmArm load before an arm is measured for the first time
 * @param rounds rounds of blocks; one block of each arm a round
 * @param block measured part of a block
 * @param settle part after a switch that is not measured
 * @param factors most fixes told apart; 0 for none
 * @param factorBlock measured part of a block that tells fixes apart
 * @param factorRounds rounds of 24 such blocks
 * @param oneUser a single user's turn on an arm; zero for none
 */
record Pace(
    Duration warmUp,
    Duration observe,
    Duration advise,
    Duration capacity,
    Duration warmArm,
    int rounds,
    Duration block,
    Duration settle,
    int factors,
    Duration factorBlock,
    int factorRounds,
    Duration oneUser) {

  static final Pace QUICK =
      new Pace(
          seconds(4),
          seconds(12),
          seconds(6),
          seconds(2),
          seconds(2),
          5,
          millis(1900),
          millis(300),
          0,
          millis(0),
          0,
          millis(0));

  static final Pace NORMAL =
      new Pace(
          seconds(14),
          seconds(15),
          seconds(20),
          seconds(4),
          seconds(4),
          8,
          millis(3500),
          millis(700),
          4,
          millis(1500),
          1,
          seconds(2));

  static final Pace FULL =
      new Pace(
          seconds(30),
          seconds(40),
          seconds(60),
          seconds(10),
          seconds(8),
          20,
          millis(8000),
          millis(1000),
          11,
          millis(4000),
          2,
          seconds(6));

  /** Requests that a window should have seen: of fewer, hardly any key has come back often. */
  private static final int OBSERVED = 440;

  /** How many times longer a slow machine may take to see them. */
  private static final int PATIENCE = 4;

  /**
   * How long to look for causes: rules count requests, and a busy machine answers few in a time
   * that is enough for an idle one.
   */
  Duration observe(double requestsPerSecond) {
    Duration enough = millis((long) Math.ceil(1_000 * OBSERVED / requestsPerSecond));
    Duration most = observe.multipliedBy(PATIENCE);
    return enough.compareTo(observe) < 0 ? observe : enough.compareTo(most) < 0 ? enough : most;
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
