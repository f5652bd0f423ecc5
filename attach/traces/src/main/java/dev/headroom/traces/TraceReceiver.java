package dev.headroom.traces;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives traces as OTLP over HTTP in JSON, at {@code /v1/traces}. Protobuf is refused with what
 * to set instead. Only JSON is taken, so that no page in a browser can send anything without being
 * asked first.
 */
public final class TraceReceiver implements AutoCloseable {

  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Traces traces;
  private final AtomicLong refused = new AtomicLong();

  private TraceReceiver(HttpServer server, Traces traces) {
    this.server = server;
    this.traces = traces;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "headroom-traces");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to listen.
   *
   * @param address where; the loopback address unless other machines are to be heard
   * @param port 0 for any free one
   * @param traces what takes the spans
   * @return the receiver, to be closed
   * @throws IOException if the port is not free
   */
  public static TraceReceiver start(InetAddress address, int port, Traces traces)
      throws IOException {
    TraceReceiver receiver =
        new TraceReceiver(HttpServer.create(new InetSocketAddress(address, port), 0), traces);
    receiver.server.setExecutor(receiver.threads);
    receiver.server.createContext("/", receiver::handle);
    receiver.server.start();
    return receiver;
  }

  /**
   * The port that it listens at.
   *
   * @return above 0
   */
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * Requests that were refused: not JSON, or broken.
   *
   * @return how many
   */
  public long refused() {
    return refused.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      if (!exchange.getRequestURI().getPath().equals("/v1/traces")) {
        answer(exchange, 404, "{\"message\":\"traces are taken at /v1/traces\"}");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        answer(exchange, 405, "{\"message\":\"send traces with POST\"}");
      } else if (!media.equals("application/json")) {
        answer(
            exchange,
            415,
            "{\"message\":\"only OTLP in JSON is read, not "
                + (media.equals("application/x-protobuf") ? "protobuf" : "this type")
                + ": set OTEL_EXPORTER_OTLP_PROTOCOL=http/json, or send through a collector"
                + " (otlphttp, encoding: json); the OpenTelemetry Java agent, which has no"
                + " http/json, writes OTEL_TRACES_EXPORTER=experimental-otlp/stdout for headroom"
                + " diagnose\"}");
      } else {
        take(exchange);
      }
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (InputStream body = exchange.getRequestBody()) {
      traces.read(body, "request");
      answer(exchange, 200, "{}");
    } catch (TraceFormatException e) {
      answer(exchange, 400, "{\"message\":\"" + quoted(String.valueOf(e.getMessage())) + "\"}");
    }
  }

  private static String quoted(String text) {
    return text.replaceAll("[\\p{Cntrl}]", " ").replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private void answer(HttpExchange exchange, int status, String json) throws IOException {
    if (status != 200) {
      refused.incrementAndGet();
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Stops listening; what is being read is read to its end, for a second at most. */
  @Override
  public void close() {
    server.stop(1);
    threads.shutdownNow();
  }
}
