package dev.headroom.prove;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * One of several generator processes: hears from {@link LoadWorkers} what was fetched and when to
 * begin, and says what it saw. It ends when the other side is gone.
 */
public final class LoadWorker {

  static final int READY = 'r';
  static final int SAW = 's';
  static final int ENDED = 'e';

  private final Share share;
  private final DataInputStream in;
  private final DataOutputStream out;

  /**
   * A worker.
   *
   * @param share its part of the load
   * @param in from the process that started it
   * @param out to it; nothing else may write there
   */
  public LoadWorker(Share share, InputStream in, OutputStream out) {
    this.share = share;
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
  }

  /**
   * Works to the end of the load.
   *
   * @param target where
   * @param wire how it is spoken to
   * @param scenario the whole
   * @param plan the whole
   * @param seed the same for all workers
   * @param calibrate whether to measure first what it can do, while the others do so too
   * @throws IOException if the other side is gone
   * @throws InterruptedException if interrupted
   */
  public void run(
      Target target, Wire wire, Scenario scenario, LoadPlan plan, long seed, boolean calibrate)
      throws IOException, InterruptedException {
    PreparedScenario mine = PreparedScenario.ofShare(scenario, LoadStream.bytes(in), share);
    // What is seen is written by a thread of its own: a pipe that is full must not stop the load.
    try (ExecutorService writer =
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("headroom-worker-out").daemon(true).factory());
        GcWatch gc = new GcWatch();
        LoadEngine engine = new LoadEngine(target, mine, wire)) {
      double most = calibrate ? NullServer.most(LoadRun.CALIBRATION) : -1;
      engine.awaitConnections();
      out.write(READY);
      out.writeDouble(most);
      out.flush();
      long startMicros = in.readLong();
      Thread.ofPlatform().name("headroom-worker-in").daemon(true).start(this::endWithParent);
      LoadEngine.Watch watch =
          new LoadEngine.Watch(
              LoadRun.every(plan), interval -> writer.execute(() -> saw(interval)));
      LoadResult result = engine.run(new Load.Phased(plan, seed), watch, nanos(startMicros));
      writer.execute(() -> ended(result, gc.longestMillis()));
    }
  }

  /** A moment of the wall clock, which all processes of a machine share, on this one's ticker. */
  private static long nanos(long micros) {
    return System.nanoTime() + (micros - micros(Clock.systemUTC().instant())) * 1_000;
  }

  static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  private void saw(Interval interval) {
    try {
      out.write(SAW);
      LoadStream.write(out, interval);
      out.flush();
    } catch (IOException e) {
      // nobody hears it; the thread that reads ends this process
    }
  }

  private void ended(LoadResult result, long gcMillis) {
    try {
      out.write(ENDED);
      LoadStream.write(out, result);
      out.writeLong(gcMillis);
      out.flush();
    } catch (IOException e) {
      // as above
    }
  }

  /** Without the process that started it nobody would stop the load. */
  private void endWithParent() {
    try {
      while (in.read() >= 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    } catch (IOException e) {
      // gone too
    }
    Runtime.getRuntime().halt(3);
  }
}
