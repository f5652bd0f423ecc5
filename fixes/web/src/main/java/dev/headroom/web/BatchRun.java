package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One batch: its GETs, some at a time, until all have answered or time is up. */
final class BatchRun {

  /** What the container itself looks at; all else is put back by {@link BatchEntrance}. */
  private static final List<String> FOR_THE_CONTAINER =
      List.of("Cookie", "Authorization", "Accept-Language");

  private final Batches batches;
  private final List<String> asked;
  private final BatchCaller caller;
  private final String self;
  private final Queue<String> waiting;
  private final CountDownLatch open;
  private final Map<String, CompletableFuture<HttpResponse<byte[]>>> running =
      new LinkedHashMap<>();
  private final Map<String, BatchPart> answers = new LinkedHashMap<>();
  private boolean over;

  BatchRun(Batches batches, HttpServletRequest http, List<String> asked) {
    this.batches = batches;
    this.asked = asked;
    this.caller = BatchCaller.of(http);
    String url = batches.options().selfUrl();
    this.self = (url == null ? itself(http) : url) + http.getContextPath();
    Set<String> different = new LinkedHashSet<>(asked);
    this.waiting = new ArrayDeque<>(different);
    this.open = new CountDownLatch(different.size());
  }

  private static String itself(HttpServletRequest http) {
    String address = http.getLocalAddr();
    return "http://"
        + (address.contains(":") ? "[" + address + "]" : address)
        + ":"
        + http.getLocalPort();
  }

  /** The answers in the order asked; nothing has been sent. */
  List<BatchPart> run() {
    for (int i = 0; i < batches.options().parallel(); i++) {
      next();
    }
    boolean whole = false;
    try {
      whole = open.await(batches.options().timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops: what there is, is told
    }
    synchronized (this) {
      over = true;
      if (!whole) {
        running.values().forEach(one -> one.cancel(true));
      }
    }
    return asked.stream().map(this::answer).toList();
  }

  private BatchPart answer(String path) {
    BatchPart known = answers.get(path);
    if (known == null) {
      batches.late.increment();
      return BatchPart.problem(
          504, "Not in time", "no answer within " + batches.options().timeout());
    }
    return known;
  }

  private void next() {
    String path;
    CompletableFuture<HttpResponse<byte[]>> one;
    String name;
    synchronized (this) {
      path = over ? null : waiting.poll();
      if (path == null) {
        return;
      }
      name = batches.expect(caller);
      one = send(path, name);
      running.put(path, one);
    }
    batches.parts.increment();
    var unused = one.whenComplete((got, failure) -> ended(path, name, got, failure));
  }

  private CompletableFuture<HttpResponse<byte[]>> send(String path, String name) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(self + path))
            .timeout(batches.options().timeout())
            .header(Batches.HEADER, name);
    for (String header : FOR_THE_CONTAINER) {
      for (String value : caller.headers().getOrDefault(header, List.of())) {
        if (StandardCharsets.US_ASCII.newEncoder().canEncode(value)) {
          request.header(header, value);
        }
      }
    }
    int most = batches.options().maxBody();
    return batches.client().sendAsync(request.build(), info -> new BoundedBody(most));
  }

  private void ended(
      String path, String name, @Nullable HttpResponse<byte[]> got, @Nullable Throwable failure) {
    batches.expectNoMore(name);
    synchronized (this) {
      if (!over && !isLate(failure)) { // what is late has no answer, whoever notices first
        answers.put(
            path,
            got != null
                ? BatchPart.of(got)
                : failure != null && BoundedBody.isTooLarge(failure)
                    ? BatchPart.problem(
                        502,
                        "Too large for a batch",
                        "its answer has more than "
                            + batches.options().maxBody()
                            + " bytes: ask for it alone")
                    : BatchPart.problem(502, "No answer", "the connection ended without one"));
      }
    }
    next();
    open.countDown();
  }

  private static boolean isLate(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException);
  }
}
