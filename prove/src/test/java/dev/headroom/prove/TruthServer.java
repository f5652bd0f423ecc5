package dev.headroom.prove;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLServerSocket;

/**
 * A server whose truth is known: each connection has a thread, and what a path does is decided by
 * the test.
 */
final class TruthServer implements AutoCloseable {

  /** What to do with a request. */
  interface Behaviour {
    void answer(Exchange exchange) throws IOException;
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final AtomicLong requests = new AtomicLong();

  TruthServer(Behaviour behaviour) {
    this(behaviour, plain());
  }

  /** On a listening socket of its own kind. */
  TruthServer(Behaviour behaviour, ServerSocket server) {
    this.server = server;
    this.behaviour = behaviour;
    Thread.ofPlatform().daemon().name("truth-accept").start(this::accept);
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers "ok" after a fixed time. */
  static TruthServer after(long micros) {
    return new TruthServer(
        exchange -> {
          delay(micros * 1000);
          exchange.respond(200, "ok");
        });
  }

  static void delay(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  Target target() {
    return Target.of(
        (server instanceof SSLServerSocket ? "https" : "http")
            + "://127.0.0.1:"
            + server.getLocalPort(),
        Set.of());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.ofPlatform().daemon().name("truth").start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Exchange exchange = Exchange.read(in, socket);
        if (exchange == null) {
          return;
        }
        requests.incrementAndGet();
        behaviour.answer(exchange);
      }
    } catch (IOException e) {
      // the client went away
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** One request. */
  record Exchange(
      String method, String path, String token, String key, String body, Socket socket) {

    static Exchange read(InputStream in, Socket socket) throws IOException {
      String first = line(in);
      if (first == null) {
        return null;
      }
      int length = 0;
      String token = "";
      String key = "";
      for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).trim());
        } else if (lower.startsWith("authorization: bearer ")) {
          token = header.substring(22);
        } else if (lower.startsWith("sec-websocket-key:")) {
          key = header.substring(18).trim();
        }
      }
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      String[] parts = first.split(" ", -1);
      return new Exchange(parts[0], parts[1], token, key, body, socket);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          return line.toString();
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return null;
    }

    void respond(int status, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw("HTTP/1.1 " + status + " X\r\ncontent-length: " + bytes.length + "\r\n\r\n" + text);
    }

    void compressed(String text) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(text.getBytes(StandardCharsets.UTF_8));
      }
      raw(
          "HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: "
              + bytes.size()
              + "\r\n\r\n");
      bytes.writeTo(socket.getOutputStream());
    }

    void raw(String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
