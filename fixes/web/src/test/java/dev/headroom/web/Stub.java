package dev.headroom.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that fails in the ways in which servers fail. */
final class Stub implements AutoCloseable {

  /** What it does with a request. */
  enum Mode {
    OK,
    ERROR,
    /** Takes the request and never answers. */
    HANG,
    /** Cuts the connection without an answer. */
    RESET,
    /** Answers with a head, then a byte now and then. */
    SLOW_BODY
  }

  private final ServerSocket socket;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stub-", 0).factory());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Queue<Mode> next = new ConcurrentLinkedQueue<>();
  final AtomicInteger requests = new AtomicInteger();
  volatile Mode mode;

  Stub(Mode mode) throws IOException {
    this.mode = mode;
    this.socket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  URI uri() {
    return URI.create("http://" + host() + "/");
  }

  /** For the next request only. */
  void once(Mode one) {
    next.add(one);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      head(client.getInputStream());
      requests.incrementAndGet();
      Mode one = next.poll();
      answer(client, one == null ? mode : one);
    } catch (IOException e) {
      // the client has given up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void head(InputStream in) throws IOException {
    int last = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      last = last << 8 | c;
      if (last == 0x0d0a0d0a) {
        return;
      }
    }
  }

  private void answer(Socket client, Mode how) throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    switch (how) {
      case OK -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
      case ERROR ->
          write(out, "HTTP/1.1 500 Oh\r\nContent-Length: 6\r\nConnection: close\r\n\r\nbroken");
      case HANG -> closed.await();
      case RESET -> client.setSoLinger(true, 0);
      case SLOW_BODY -> {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while (!closed.await(20, TimeUnit.MILLISECONDS)) {
          write(out, "x");
        }
      }
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    threads.shutdownNow();
  }
}
