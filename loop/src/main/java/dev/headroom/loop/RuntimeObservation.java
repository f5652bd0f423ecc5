package dev.headroom.loop;

import java.util.List;

/**
 * The process over the window: processor, memory, collector, and what the flight recorder saw of
 * its threads. A figure that is not known is -1.
 *
 * @param processors processors that the process may use
 * @param cpuNanos processor time of the process
 * @param collections garbage collections
 * @param pauseNanos time stopped by them
 * @param maxPauseNanos longest stop
 * @param allocatedBytes bytes allocated
 * @param heapUsedBytes heap in use after the last collection
 * @param heapMaxBytes most that the heap may be
 * @param hot the application's frames with the most samples, at most 100
 * @param blocked where threads waited for locks or were pinned, at most 100
 * @param missing why the flight recorder says nothing, in a sentence; empty if it is on
 */
public record RuntimeObservation(
    int processors,
    long cpuNanos,
    long collections,
    long pauseNanos,
    long maxPauseNanos,
    long allocatedBytes,
    long heapUsedBytes,
    long heapMaxBytes,
    List<Hot> hot,
    List<Blocked> blocked,
    String missing) {

  /** Nothing known. */
  public static final RuntimeObservation UNKNOWN =
      new RuntimeObservation(
          -1, -1, -1, -1, -1, -1, -1, -1, List.of(), List.of(), "the process was not looked at");

  /** Copies the lists. */
  public RuntimeObservation {
    hot = List.copyOf(hot);
    blocked = List.copyOf(blocked);
  }

  /**
   * A frame of the application in which an endpoint's threads were seen: the nearest one to the top
   * of the stack that belongs to no library.
   *
   * @param endpoint method and route template; {@code (background)} outside a request
   * @param codeLine {@code Type.method(File.java:42)}; for the work of a password hash, whoever
   *     asks for it, the type and {@link #PASSWORD_HASH}; for that of validating a token, the type
   *     and {@link #TOKEN_VALIDATION}
   * @param samples processor samples in it or in what it called
   * @param endpointSamples processor samples of the endpoint in all
   * @param allocatedBytes bytes allocated in it or in what it called, estimated from samples; 0 if
   *     none was seen
   */
  public record Hot(
      String endpoint, String codeLine, long samples, long endpointSamples, long allocatedBytes) {

    /** What stands after the type of a password hash. */
    public static final String PASSWORD_HASH = "(password hash)";

    /** What stands after the type that validates a token. */
    public static final String TOKEN_VALIDATION = "(token validation)";

    /**
     * Whether it is the work of a password hash, which is slow on purpose.
     *
     * @return false for a line of the application
     */
    public boolean hashesPasswords() {
      return codeLine.endsWith(PASSWORD_HASH);
    }

    /**
     * Whether it is the work of validating a token.
     *
     * @return false for a line of the application
     */
    public boolean validatesTokens() {
      return codeLine.endsWith(TOKEN_VALIDATION);
    }
  }

  /**
   * A place where threads stood still.
   *
   * @param endpoint method and route template; {@code (background)} outside a request
   * @param pinned true for a virtual thread pinned to its carrier, false for a lock
   * @param what the lock's class, or why the thread was pinned
   * @param codeLine the application's line, or empty if unknown
   * @param count how often; waits too short for the recorder's threshold are not seen
   * @param nanos time in all
   */
  public record Blocked(
      String endpoint, boolean pinned, String what, String codeLine, long count, long nanos) {}
}
