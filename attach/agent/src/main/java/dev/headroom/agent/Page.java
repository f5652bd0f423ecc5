package dev.headroom.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The loopback page. A request that names another host is refused: a page of some web site could
 * otherwise have its own name resolved to this address and read what is shown here.
 */
final class Page {

  private static final Pattern LOOPBACK =
      Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");

  private final Findings findings;
  private volatile String address = "";

  Page(Findings findings) {
    this.findings = findings;
  }

  /** {@code http://127.0.0.1:40123/}; empty if there is none. */
  String address() {
    return address;
  }

  /** Opens the port; 0 for a free one, -1 for none. A port that is taken is told. */
  void start(int port) {
    if (port < 0) {
      Say.line("observing this JVM; findings follow on exit");
      return;
    }
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
      ThreadPoolExecutor threads =
          new ThreadPoolExecutor(
              1,
              1,
              10,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(16),
              task -> {
                Thread thread = new Thread(task, "headroom-page");
                thread.setDaemon(true);
                return thread;
              },
              new ThreadPoolExecutor.DiscardPolicy());
      threads.allowCoreThreadTimeOut(true);
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      server.start();
      address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      Say.line("observing this JVM; findings at " + address + " and on exit");
    } catch (IOException taken) {
      Say.line(
          "no page: port "
              + port
              + " could not be opened ("
              + taken.getMessage()
              + "); set headroom.agent.port=0 for a free one. Findings follow on exit");
    } catch (LinkageError missing) {
      Say.line(
          "no page: this JVM lacks the module jdk.httpserver; start it with"
              + " --add-modules jdk.httpserver. Findings follow on exit");
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !LOOPBACK.matcher(host).matches()) {
        send(exchange, 403, "text/plain", "ask for 127.0.0.1\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "only GET\n");
      } else {
        answer(exchange, exchange.getRequestURI().getPath());
      }
    }
  }

  private void answer(HttpExchange exchange, @Nullable String path) throws IOException {
    try {
      switch (path == null ? "" : path) {
        case "/" -> send(exchange, 200, "text/html", findings.page(findings.now()));
        case "/findings.txt" -> send(exchange, 200, "text/plain", findings.text(findings.now()));
        case "/findings.json" -> send(exchange, 200, JSON, findings.json("findings"));
        case "/observations.json" -> send(exchange, 200, JSON, findings.json("observations"));
        case "/profiles.json" -> send(exchange, 200, JSON, findings.json("profiles"));
        case "/workload.json" -> {
          if (findings.samples()) {
            send(exchange, 200, JSON, findings.json("workload"));
          } else {
            send(exchange, 404, "text/plain", "set headroom.observe.samples=true for a workload\n");
          }
        }
        default ->
            send(
                exchange,
                404,
                "text/plain",
                "there is /, /findings.txt, /findings.json, /observations.json,"
                    + " /profiles.json and /workload.json\n");
      }
    } catch (RuntimeException | LinkageError fault) {
      Say.fault(fault);
      send(exchange, 500, "text/plain", "the agent failed: " + fault + "\n");
    }
  }

  private static final String JSON = "application/json";

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", type + (type.equals(JSON) ? "" : "; charset=utf-8"));
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
