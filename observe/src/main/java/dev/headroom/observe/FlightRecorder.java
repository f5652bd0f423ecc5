package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/**
 * Joins what the JVM's flight recorder samples to requests, by thread and time: processor and
 * allocation samples, waits for locks, pinned virtual threads, collections.
 *
 * <p>It runs a recording of its own beside any other, on a daemon thread that starts and reads it,
 * so the application's start waits for nothing. Samples come about a second late; those of a
 * request that still runs wait until its endpoint is known. Work outside of requests is found under
 * {@code (background)}. On threads that a request was not carried to, it is background too.
 *
 * <p>Cost: a processor sample of each running thread every 20 ms, at most 150 allocation samples a
 * second, waits from 5 ms; of parked threads the stack only while locks are waited for ({@link
 * ParkLines}). What that costs a service is measured in {@code docs/benchmarks/observe.md}. The
 * recorder of the JVM keeps its last seconds in files under {@code java.io.tmpdir}, at most 16 MB.
 * The experimental {@code jdk.CPUTimeSample} of JDK 25 is not used.
 *
 * <p>Where the JVM has no recorder (a runtime image without {@code jdk.jfr}, or one that was
 * switched off), nothing is sampled and the snapshot's {@code runtime.missing} says why.
 */
public final class FlightRecorder implements AutoCloseable {

  private final Observer observer;
  private @Nullable AutoCloseable stream;
  private boolean closed;

  private FlightRecorder(Observer observer) {
    this.observer = observer;
  }

  /**
   * Starts a recording of its own; returns at once.
   *
   * @param observer whose requests the samples are joined to
   * @return to be closed when observation ends
   */
  public static FlightRecorder start(Observer observer) {
    FlightRecorder recorder = new FlightRecorder(observer);
    observer.flight("the flight recorder is starting");
    Thread thread = new Thread(recorder::run, "headroom-recorder");
    thread.setDaemon(true);
    thread.start();
    return recorder;
  }

  private void run() {
    try {
      if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
        observer.flight(
            "this Java runtime has no flight recorder: add the module jdk.jfr to its image");
        return;
      }
      // A class of its own: without the module it cannot even be loaded.
      JfrStream opened = JfrStream.open(observer);
      synchronized (this) {
        if (closed) {
          opened.close();
          return;
        }
        stream = opened;
      }
      observer.record(opened.stays());
      observer.flight("");
      opened.run();
    } catch (Throwable broken) {
      observer.fault(broken);
      observer.flight("the flight recorder did not start: " + broken);
    }
  }

  /** Ends the recording; what was sampled stays. */
  @Override
  public void close() {
    AutoCloseable running;
    synchronized (this) {
      closed = true;
      running = stream;
      stream = null;
    }
    try {
      if (running != null) {
        running.close();
      }
    } catch (Throwable fault) {
      observer.fault(fault);
    } finally {
      observer.record(null);
    }
  }
}
