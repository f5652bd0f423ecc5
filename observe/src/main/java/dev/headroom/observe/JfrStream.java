package dev.headroom.observe;

import dev.headroom.loop.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/** The flight recorder's events, read as they come, by one thread. */
final class JfrStream implements AutoCloseable {

  private static final int MOST_PENDING = 20_000;
  private static final int MOST_FRAMES = 128;
  private static final int READINGS = 5;
  private static final String PARK = "jdk.ThreadPark";

  private final Observer observer;
  private final Stays stays = new Stays();
  private final RecordingStream stream = new RecordingStream();

  /** Of the batch that is being read; null before its first event. */
  private @Nullable Map<Long, List<Stays.Stay>> index;

  /** Of the batch that is being read: the recorder has one object for all frames of a method. */
  private final IdentityHashMap<RecordedMethod, String> names = new IdentityHashMap<>();

  /** From the wall clock of the events to the observer's clock. */
  private long clockOffset;

  private final ParkLines parkLines = new ParkLines();

  private final List<Pending> pending = new ArrayList<>();

  /** What waits for the endpoint of its request. */
  private record Pending(Request request, Profile.@Nullable Kind kind, Consumer<String> add) {}

  private JfrStream(Observer observer) {
    this.observer = observer;
  }

  static JfrStream open(Observer observer) {
    JfrStream opened = new JfrStream(observer);
    RecordingStream stream = opened.stream;
    stream.setMaxAge(Duration.ofSeconds(20));
    stream.setMaxSize(16 << 20);
    stream.setOrdered(false); // each event tells its time; sorting them would keep all of a second
    stream.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(20));
    stream.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "150/s");
    Duration wait = Duration.ofMillis(5);
    stream.enable("jdk.JavaMonitorEnter").withThreshold(wait).withStackTrace();
    stream.enable(PARK).withThreshold(wait).withoutStackTrace();
    stream.enable("jdk.VirtualThreadPinned").withThreshold(wait).withStackTrace();
    stream.enable("jdk.GarbageCollection");
    opened.on("jdk.ExecutionSample", opened::processor);
    opened.on("jdk.ObjectAllocationSample", opened::allocation);
    opened.on("jdk.JavaMonitorEnter", event -> opened.lock(event, "monitorClass"));
    opened.on(PARK, opened::park);
    opened.on("jdk.VirtualThreadPinned", opened::pinned);
    opened.on("jdk.GarbageCollection", opened::collection);
    stream.onFlush(opened::flushed);
    stream.onError(observer::fault);
    return opened;
  }

  private void on(String event, Consumer<RecordedEvent> action) {
    stream.onEvent(
        event,
        recorded -> {
          try {
            action.accept(recorded);
          } catch (Throwable fault) {
            observer.fault(fault);
          }
        });
  }

  Stays stays() {
    return stays;
  }

  /** Reads until it is closed. */
  void run() {
    stream.start();
  }

  private void processor(RecordedEvent event) {
    RecordedThread thread = event.getThread("sampledThread");
    sample(event, thread, Profile.Kind.CPU, 1);
  }

  private void allocation(RecordedEvent event) {
    sample(event, event.getThread(), Profile.Kind.ALLOCATION, event.getLong("weight"));
  }

  private void sample(
      RecordedEvent event, @Nullable RecordedThread thread, Profile.Kind kind, long weight) {
    RecordedStackTrace trace = event.getStackTrace();
    if (thread == null || trace == null || isOurs(thread)) {
      return;
    }
    List<String> frames = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      if (frame.isJavaFrame() && frames.size() < MOST_FRAMES) {
        frames.add(names.computeIfAbsent(frame.getMethod(), JfrStream::name));
      }
    }
    Collections.reverse(frames);
    String line = codeLine(trace);
    place(
        event,
        thread,
        kind,
        endpoint -> observer.window().flight.sample(endpoint, kind, frames, line, weight),
        weight);
  }

  private void lock(RecordedEvent event, String field) {
    RecordedThread thread = event.getThread();
    if (thread == null || isOurs(thread)) {
      return;
    }
    String what = event.getClass(field) == null ? "" : event.getClass(field).getName();
    blocked(event, thread, false, what);
  }

  /** Of all parking only that on locks: a thread that waits for work or a result is not blocked. */
  private void park(RecordedEvent event) {
    if (event.getClass("parkedClass") == null) {
      return;
    }
    String type = event.getClass("parkedClass").getName();
    if (type.contains("Lock") || type.contains("Semaphore")) {
      parkLines.parked(event.getDuration().toNanos());
      if (event.getStackTrace() != null) {
        lock(event, "parkedClass");
      }
    }
  }

  private void pinned(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    if (thread != null) {
      String reason =
          event.hasField("pinnedReason")
              ? event.getString("pinnedReason")
              : "synchronized or native";
      blocked(event, thread, true, reason == null ? "" : reason);
    }
  }

  private void blocked(RecordedEvent event, RecordedThread thread, boolean pinned, String what) {
    RecordedStackTrace trace = event.getStackTrace();
    String line = trace == null ? null : codeLine(trace);
    long nanos = event.getDuration().toNanos();
    place(
        event,
        thread,
        null,
        endpoint -> observer.window().flight.blocked(endpoint, pinned, what, line, nanos),
        0);
  }

  private void collection(RecordedEvent event) {
    observer
        .window()
        .flight
        .collected(
            event.getDuration("sumOfPauses").toNanos(),
            event.getDuration("longestPause").toNanos());
  }

  /** Finds the request's endpoint and adds to it, now or when the request has ended. */
  private void place(
      RecordedEvent event,
      RecordedThread thread,
      Profile.@Nullable Kind kind,
      Consumer<String> add,
      long weight) {
    Map<Long, List<Stays.Stay>> known = index;
    if (known == null) {
      known = stays.byThread(observer.now());
      index = known;
      clockOffset = offset(observer::now, () -> nanos(Instant.now()));
    }
    long at = nanos(event.getStartTime()) + clockOffset;
    Request request = Stays.at(known, thread.getJavaThreadId(), at);
    if (request == null) {
      add.accept(Window.BACKGROUND);
      return;
    }
    Request root = request.whole();
    String endpoint = root.endpoint;
    if (endpoint != null) {
      add.accept(endpoint);
    } else if (pending.size() < MOST_PENDING) {
      pending.add(new Pending(root, kind, add));
    } else if (kind != null) {
      observer.window().flight.dropped(kind, weight);
    }
  }

  /**
   * What to add to the wall clock to get the observer's. Of several readings the one that took
   * least: a thread that loses the processor between two clocks would shift all samples by as much.
   */
  static long offset(LongSupplier observer, LongSupplier wall) {
    long least = Long.MAX_VALUE;
    long offset = 0;
    for (int i = 0; i < READINGS; i++) {
      long before = observer.getAsLong();
      long at = wall.getAsLong();
      long took = observer.getAsLong() - before;
      if (took < least) {
        least = took;
        offset = before + took / 2 - at;
      }
    }
    return offset;
  }

  private void flushed() {
    index = null;
    names.clear();
    if (parkLines.turn()) {
      stream.enable(PARK).with("stackTrace", Boolean.toString(parkLines.wanted()));
    }
    pending.removeIf(
        waiting -> {
          String endpoint = waiting.request.endpoint;
          if (endpoint != null) {
            waiting.add.accept(endpoint);
          }
          return endpoint != null;
        });
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private static boolean isOurs(RecordedThread thread) {
    String name = thread.getJavaName();
    return name != null && name.startsWith("headroom-");
  }

  private @Nullable String codeLine(RecordedStackTrace trace) {
    for (RecordedFrame frame : trace.getFrames()) {
      if (frame.isJavaFrame()) {
        RecordedMethod method = frame.getMethod();
        String line =
            observer
                .codeLine()
                .of(method.getType().getName(), method.getName(), frame.getLineNumber());
        if (line != null) {
          return line;
        }
      }
    }
    return null;
  }

  /** {@code package.Type.method}, without the numbers that each run gives to generated classes. */
  private static String name(RecordedMethod method) {
    String type = method.getType().getName();
    int hidden = type.indexOf("/0x");
    if (hidden > 0) {
      type = type.substring(0, hidden);
    }
    int lambda = type.indexOf("$$Lambda");
    return (lambda > 0 ? type.substring(0, lambda + 8) : type) + '.' + method.getName();
  }

  /** Ends the recording, with what it has already seen where the JDK can tell that (since 20). */
  @Override
  public void close() {
    try {
      RecordingStream.class.getMethod("stop").invoke(stream);
    } catch (ReflectiveOperationException | RuntimeException olderOrNotStarted) {
      // the last second is lost
    }
    stream.close();
  }
}
