package dev.headroom.prove;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A truth server in a process of its own, which logs when each request arrived and when its answer
 * left. What a generator says is compared with this.
 */
final class TruthProcess implements AutoCloseable {

  /** A request as the server saw it, in nanoseconds of the machine's clock. */
  record Served(long arrived, long left) {}

  private final Process process;
  private final BufferedReader out;
  private final int port;

  private TruthProcess(Process process) throws IOException {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.port = Integer.parseInt(out.readLine());
  }

  /**
   * Starts one.
   *
   * @param mode {@code fixed}, {@code exponential}, {@code one-at-a-time}, {@code websocket}
   *     (microseconds, of each message), or {@code stall} (every so many milliseconds for so many)
   */
  static TruthProcess start(String mode, long... values) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TruthProcess.class.getName(),
                mode));
    Arrays.stream(values).mapToObj(Long::toString).forEach(command::add);
    return new TruthProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  Target target() {
    return Target.of("http://127.0.0.1:" + port, Set.of());
  }

  /** Ends it, and says what it saw, by arrival. */
  List<Served> end() throws IOException {
    process.getOutputStream().close();
    List<Served> served = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      String[] times = line.split(" ", -1);
      served.add(new Served(Long.parseLong(times[0]), Long.parseLong(times[1])));
    }
    served.sort(Comparator.comparingLong(Served::arrived));
    return served;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  public static void main(String[] args) throws IOException {
    long first = Long.parseLong(args[1]);
    Queue<Served> log = new ConcurrentLinkedQueue<>();
    long began = System.nanoTime();
    ReentrantLock one = new ReentrantLock(true);
    ThreadLocal<Random> random =
        ThreadLocal.withInitial(() -> new Random(Thread.currentThread().threadId()));
    TruthServer server =
        new TruthServer(
            exchange -> {
              long arrived = System.nanoTime();
              switch (args[0]) {
                case "fixed" -> TruthServer.delay(first * 1_000);
                case "exponential" ->
                    TruthServer.delay(
                        (long) (-Math.log(1 - random.get().nextDouble()) * first * 1_000));
                case "one-at-a-time" -> {
                  one.lock();
                  try {
                    TruthServer.delay(first * 1_000);
                  } finally {
                    one.unlock();
                  }
                }
                case "websocket" -> {
                  SocketSide side = SocketSide.accept(exchange, "");
                  while (side.read() != null) {
                    long came = System.nanoTime();
                    TruthServer.delay(first * 1_000);
                    log.add(new Served(came, System.nanoTime()));
                    side.text("done");
                  }
                  return;
                }
                case "stall" -> {
                  long stall = Long.parseLong(args[2]) * 1_000_000;
                  long since = (arrived - began) % (first * 1_000_000);
                  long from = first * 1_000_000 / 2; // never at once
                  if (since >= from && since < from + stall) {
                    TruthServer.delay(from + stall - since);
                  }
                }
                default -> throw new IllegalArgumentException(args[0]);
              }
              long left = System.nanoTime();
              exchange.respond(200, "ok");
              log.add(new Served(arrived, left));
            });
    System.out.println(server.target().address().getPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // until the other side closes
    }
    StringBuilder text = new StringBuilder();
    log.forEach(
        served -> text.append(served.arrived()).append(' ').append(served.left()).append('\n'));
    System.out.print(text);
    System.out.flush();
    server.close();
  }

  /** How late this machine wakes a thread now, in nanoseconds: median and 99th percentile. */
  static long[] jitter() {
    long[] late = new long[200];
    for (int i = 0; i < late.length; i++) {
      long begin = System.nanoTime();
      TruthServer.delay(500_000);
      late[i] = System.nanoTime() - begin - 500_000;
    }
    Arrays.sort(late);
    return new long[] {late[100], late[197]};
  }
}
