package dev.headroom.observe;

/** Joins what the JVM's flight recorder samples to requests. */
public final class FlightRecorder implements AutoCloseable {

  private FlightRecorder() {}

  /**
   * Starts a recording of its own.
   *
   * @param observer whose requests the samples are joined to
   * @return to be closed when observation ends
   */
  public static FlightRecorder start(Observer observer) {
    return new FlightRecorder();
  }

  @Override
  public void close() {}
}
