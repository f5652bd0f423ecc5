package dev.headroom.apps;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests of an application's {@code traffic.txt}, the same each time: rounds at a steady
 * pace, because what looks closer looks once a second, and each round touches every endpoint.
 */
final class Traffic implements AutoCloseable {

  /** COUNT, optionally @TOGETHER, optionally /EVERY-nth round, then METHOD PATH BODY. */
  private static final Pattern LINE =
      Pattern.compile("(\\d+)(?:@(\\d+))?(?:/(\\d+))? (GET|POST) (\\S+)(?: (.*))?");

  private static final Pattern RANGE = Pattern.compile("\\{(\\d+|[a-z])-(\\d+|[a-z])}");
  private static final Duration PACE = Duration.ofMillis(300);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("traffic").factory());
  private final List<Line> lines;

  private Traffic(List<Line> lines) {
    this.lines = lines;
  }

  private record Line(
      int count,
      int together,
      int every,
      String method,
      String path,
      String body,
      AtomicInteger sent) {

    HttpRequest next(String base) {
      int n = sent.getAndIncrement();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + filled(path, n)))
              .header("Accept-Encoding", "gzip")
              .timeout(Duration.ofSeconds(60));
      if (method.equals("POST")) {
        String text = filled(body, n);
        request
            .header(
                "Content-Type", text.matches("(?s)[{\\[].*") ? "application/json" : "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text));
      }
      return request.build();
    }

    private static String filled(String text, int n) {
      return RANGE
          .matcher(text)
          .replaceAll(range -> Matcher.quoteReplacement(value(range.group(1), range.group(2), n)));
    }

    private static String value(String from, String to, int n) {
      if (Character.isDigit(from.charAt(0))) {
        int first = Integer.parseInt(from);
        return "" + (first + n % (Integer.parseInt(to) - first + 1));
      }
      return "" + (char) (from.charAt(0) + n % (to.charAt(0) - from.charAt(0) + 1));
    }
  }

  static Traffic read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String text : Files.readAllLines(file)) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw new IOException(
            file + ": '" + text + "' is no line; write COUNT[@n][/k] METHOD PATH [BODY]");
      }
      lines.add(
          new Line(
              Integer.parseInt(line.group(1)),
              line.group(2) == null ? 1 : Integer.parseInt(line.group(2)),
              line.group(3) == null ? 1 : Integer.parseInt(line.group(3)),
              line.group(4),
              line.group(5),
              line.group(6) == null ? "" : line.group(6),
              new AtomicInteger()));
    }
    return new Traffic(lines);
  }

  /** Sends so many rounds and returns how many requests that were; each has to be answered 2xx. */
  int rounds(int rounds, int port) throws InterruptedException, ExecutionException {
    AtomicInteger round = new AtomicInteger();
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(rounds);
    Future<?> pace =
        clock.scheduleAtFixedRate(
            () -> {
              if (left.getCount() > 0) {
                sent.addAndGet(round(round.getAndIncrement(), "http://127.0.0.1:" + port));
                left.countDown();
              }
            },
            0,
            PACE.toNanos(),
            TimeUnit.NANOSECONDS);
    while (!left.await(100, TimeUnit.MILLISECONDS)) {
      if (pace.isDone()) {
        pace.get(); // throws what ended it
      }
    }
    pace.cancel(false);
    return sent.get();
  }

  private int round(int number, String base) {
    int sent = 0;
    for (Line line : lines) {
      if (number % line.every() != 0) {
        continue;
      }
      for (int i = 0; i < line.count(); i += line.together()) {
        List<CompletableFuture<Void>> together = new ArrayList<>();
        for (int j = i; j < Math.min(line.count(), i + line.together()); j++) {
          together.add(send(line.next(base)));
          sent++;
        }
        together.forEach(CompletableFuture::join);
      }
    }
    return sent;
  }

  private CompletableFuture<Void> send(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .thenAccept(
            answer -> {
              if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                    "%s %s: %d %s"
                        .formatted(
                            request.method(), request.uri(), answer.statusCode(), answer.body()));
              }
            });
  }

  @Override
  public void close() {
    clock.shutdownNow();
    http.close();
  }
}
