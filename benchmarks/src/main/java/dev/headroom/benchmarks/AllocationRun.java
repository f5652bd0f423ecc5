package dev.headroom.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.example.nothing.Nothing;
import org.example.nothing.NothingHttp.NothingRequest;
import org.example.nothing.NothingHttp.NothingResponse;
import org.example.nothing.NothingJdbc;

/**
 * Requests of five statements in one way: bytes exactly, from the JVM's count of the thread; what
 * they are and who allocated them from the flight recorder's samples, scaled to the count.
 */
final class AllocationRun {

  private static final int MOST = 12;

  private AllocationRun() {}

  /** Started by {@link AllocationProgram}: way, requests, whether it is only a trial. */
  public static void main(String[] args) throws Exception {
    Way way = Way.valueOf(args[0]);
    int requests = Integer.parseInt(args[1]);
    FiveStatements servlet = new FiveStatements(Wrapping.of(way, NothingJdbc.dataSource()), 5);
    NothingRequest request = NothingRequest.create();
    NothingResponse response = Nothing.of(NothingResponse.class);
    serve(servlet, request, response, requests);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    serve(servlet, request, response, requests);
    double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) requests;

    Map<Site, Long> sites = new HashMap<>();
    Path file = Files.createTempFile("headroom-allocation", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ObjectAllocationSample").with("throttle", "off").withStackTrace();
      recording.start();
      // A thread's first sample stands for all that it ever allocated: it goes with these.
      serve(servlet, request, response, 50_000);
      Instant from = Instant.now();
      serve(servlet, request, response, requests);
      recording.stop();
      recording.dump(file);
      read(file, from, sites);
    } finally {
      Files.delete(file);
    }
    print(way, bytes, sites, Boolean.parseBoolean(args[2]));
  }

  private static void serve(
      FiveStatements servlet, NothingRequest request, NothingResponse response, int requests)
      throws Exception {
    for (int i = 0; i < requests; i++) {
      request.reset();
      servlet.serve(request, response);
    }
  }

  /** What was allocated where. */
  private record Site(String type, String by) {}

  private static void read(Path file, Instant from, Map<Site, Long> sites) throws Exception {
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (!event.getEventType().getName().equals("jdk.ObjectAllocationSample")) {
          continue; // an agent's own recorder asks for more
        }
        RecordedClass type = event.getClass("objectClass");
        if (event.getThread() != null
            && event.getThread().getJavaThreadId() == Thread.currentThread().threadId()
            && type != null
            && event.getStartTime().isAfter(from)) {
          sites.merge(
              new Site(readable(type.getName()), by(event)), event.getLong("weight"), Long::sum);
        }
      }
    }
  }

  /** The nearest frame that is not the JDK's. */
  private static String by(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return "";
    }
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    RecordedFrame frame =
        frames.stream()
            .filter(RecordedFrame::isJavaFrame)
            .filter(f -> !f.getMethod().getType().getName().startsWith("java."))
            .findFirst()
            .orElse(frames.get(0));
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  private static String readable(String type) {
    return switch (type) {
      case "[J" -> "long[]";
      case "[B" -> "byte[]";
      case "[I" -> "int[]";
      case "[C" -> "char[]";
      default -> type.startsWith("[L") ? type.substring(2, type.length() - 1) + "[]" : type;
    };
  }

  private static void print(Way way, double bytes, Map<Site, Long> sites, boolean quick) {
    Table table =
        new Table(
            String.format(Locale.ROOT, "%s: %.1f B a request of 5 statements", way.title, bytes),
            "class",
            "B a request",
            "allocated by");
    double all = sites.values().stream().mapToLong(Long::longValue).sum();
    double[] rest = {0};
    sites.entrySet().stream()
        .sorted(Map.Entry.<Site, Long>comparingByValue().reversed())
        .skip(MOST)
        .forEach(site -> rest[0] += site.getValue());
    if (bytes >= 1) { // below, it is the recorder's own
      sites.entrySet().stream()
          .sorted(Map.Entry.<Site, Long>comparingByValue().reversed())
          .limit(MOST)
          .forEach(
              site ->
                  table.row(
                      "`" + site.getKey().type() + "`",
                      Table.number(bytes * site.getValue() / all),
                      "`" + site.getKey().by() + "`"));
      table.row("all else", Table.number(bytes * rest[0] / Math.max(1, all)), "");
    } else {
      table.row("nothing", "0", "");
    }
    table.print(quick);
  }
}
