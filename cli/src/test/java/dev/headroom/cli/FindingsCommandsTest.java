package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that make or take findings, as a user types them. */
class FindingsCommandsTest {

  private static final Path CORPUS =
      Path.of("../attach/traces/src/test/resources/otlp").toAbsolutePath().normalize();

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final InputStream realIn = System.in;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    System.setProperty("headroom.home", Path.of("..").toAbsolutePath().normalize().toString());
    System.setProperty("headroom.cwd", folder.toString());
    System.clearProperty("headroom.exec");
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
    System.setIn(realIn);
  }

  @Test
  @DisplayName(
      "diagnose names what traces show, as text, JSON and a page, and says what they cannot")
  void diagnose() throws Exception {
    assertThat(run("diagnose", trace("n-plus-one-jpa.json"))).isZero();
    assertThat(text(out))
        .contains("n-plus-one-", "GET /api/orders reads customer", "medium confidence")
        .contains("The binds of 1 of 2 statements are not in the traces");
    assertThat(text(out).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));

    assertThat(run("diagnose", trace("slow.json"), "--format", "html", "--out", "p/page.html"))
        .isZero();
    assertThat(folder.resolve("p/page.html")).content().contains("<html", "slow-statement-");

    assertThat(run("diagnose", trace("slow.json"), "--format", "json", "--out", "f.json")).isZero();
    assertThat(Json.findings(folder.resolve("f.json")))
        .singleElement()
        .satisfies(f -> assertThat(f.endpoint()).isEqualTo("GET /api/report"));
  }

  @Test
  @DisplayName("diagnose reads folders and standard input, and goes on after a file that is broken")
  void inputs() throws Exception {
    Path traces = Files.createDirectories(folder.resolve("traces/deeper"));
    Files.copy(CORPUS.resolve("slow.json"), traces.resolve("a.json"));
    Files.writeString(traces.resolve("b.json"), "{\"resourceSpans\":[");
    assertThat(run("diagnose", "traces")).isZero();
    assertThat(text(out)).contains("GET /api/report");
    assertThat(text(err)).contains("b.json:1:", "is not JSON from here on");
    System.setIn(
        new ByteArrayInputStream(Files.readAllBytes(CORPUS.resolve("redundant-literals.json"))));
    out.reset();
    assertThat(run("diagnose", "-")).isZero();
    assertThat(text(out)).contains("redundant-read-").doesNotContain("example.org");
  }

  @Test
  @DisplayName(
      "thresholds and accepted findings of headroom.yml hold, and a wrong key has its place")
  void settings() throws Exception {
    Files.writeString(folder.resolve("headroom.yml"), "observe: {slow-threshold: 300ms}\n");
    assertThat(run("diagnose", trace("slow.json"))).isZero();
    assertThat(text(out)).doesNotContain("slow-statement-");
    Files.writeString(folder.resolve("headroom.yml"), "observe:\n  slow-treshold: 300ms\n");
    assertThat(run("diagnose", trace("slow.json"))).isEqualTo(2);
    assertThat(text(err)).contains("headroom.yml:2:3:", "did you mean slow-threshold");
    Files.writeString(folder.resolve("headroom.yml"), "thresholds: {slw: 1s}\n");
    assertThat(run("diagnose", trace("slow.json"))).isEqualTo(2);
    assertThat(text(err)).contains("unknown threshold 'slw'", "slow");
  }

  @Test
  @DisplayName("diagnose without traces, with a wrong name or without any span ends with 2")
  void nothing() throws Exception {
    assertThat(run("diagnose")).isEqualTo(2);
    assertThat(text(err)).contains("which traces?");
    assertThat(run("diagnose", "none.json")).isEqualTo(2);
    assertThat(text(err)).contains("none.json: there is no such file or folder");
    Files.writeString(folder.resolve("x.json"), "{}");
    assertThat(run("diagnose", "x.json")).isEqualTo(2);
    assertThat(text(err)).contains("there are no OTLP spans in it", "nothing can be said");
    assertThat(run("diagnose", "x.json", "--for", "3s")).isEqualTo(2);
    assertThat(text(err)).contains("--allow-host and --for need --listen PORT");
    assertThat(run("diagnose", "--listen", "0", "--for", "soon")).isEqualTo(2);
    assertThat(text(err)).contains("'--for'", "'soon' is not a duration such as 500ms");
  }

  @Test
  @DisplayName("diagnose --listen takes what is sent to its port until the time is over")
  void listens() throws Exception {
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> run("diagnose", "--listen", "0", "--for", "4s"));
    String address = "";
    while (address.isEmpty() && !code.isDone()) {
      Thread.onSpinWait();
      address =
          text(err)
              .lines()
              .filter(line -> line.contains("http://127.0.0.1:"))
              .map(line -> line.replaceAll(".*(http://\\S+).*", "$1"))
              .findFirst()
              .orElse("");
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(address))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofFile(CORPUS.resolve("slow.json")))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(code.get()).isZero();
    assertThat(text(out)).contains("slow-statement-", "GET /api/report");
  }

  @Test
  @DisplayName("merge adds up instances; what is no file of observations is refused by name")
  void merge() throws Exception {
    Files.writeString(folder.resolve("a.json"), Json.text(observations(10)));
    Files.writeString(folder.resolve("b.json"), Json.text(observations(32)));
    assertThat(run("merge", "a.json", "b.json", "--merged", "all.json")).isZero();
    Observations all = Json.observations(folder.resolve("all.json"));
    assertThat(all.endpoints())
        .singleElement()
        .satisfies(e -> assertThat(e.requests()).isEqualTo(42));
    assertThat(text(out)).contains("slow-statement-", "42 requests");
    assertThat(run("merge", "a.json", "none.json")).isEqualTo(2);
    assertThat(text(err)).contains("none.json: there is no such file");
    Files.writeString(folder.resolve("x.json"), "{\"a\": 1}");
    assertThat(run("merge", "a.json", "x.json")).isEqualTo(2);
    assertThat(text(err)).contains("x.json: these are no observations");
    Files.writeString(
        folder.resolve("y.json"),
        Json.text(observations(1))
            .replaceFirst("\"version\" : " + Observations.VERSION, "\"version\" : 99"));
    assertThat(run("merge", "y.json")).isEqualTo(2);
    assertThat(text(err)).contains("observations of version 99");
    Files.writeString(folder.resolve("z.json"), "{\"windowNanos\": ");
    assertThat(run("merge", "z.json")).isEqualTo(2);
    assertThat(text(err)).contains("z.json:1: is not JSON");
  }

  @Test
  @DisplayName("diff ends with 1 when something new came that is not accepted, and says what")
  void diff() throws Exception {
    run("diagnose", trace("batches.json"), "--format", "json", "--out", "before.json");
    run("diagnose", trace("slow.json"), "--format", "json", "--out", "after.json");
    out.reset();
    assertThat(run("diff", "before.json", "after.json")).isEqualTo(1);
    assertThat(text(out)).contains("1 new, 0 gone", "new    slow-statement-", "GET /api/report");
    assertThat(text(err)).contains("accept them with a reason in headroom.yml");
    assertThat(run("diff", "after.json", "after.json")).isZero();
    assertThat(run("diff", "after.json", "before.json")).isZero();
    assertThat(run("diff", "before.json", "after.json", "--fail-on", "none")).isZero();
    String id = Json.findings(folder.resolve("after.json")).get(0).id();
    Files.writeString(
        folder.resolve("headroom.yml"),
        "accepted: [{finding: " + id + ", reason: yearly, until: 2999-01-01, share: 0.9}]");
    out.reset();
    assertThat(run("diff", "before.json", "after.json")).isZero();
    assertThat(text(out)).contains("0 new", "1 accepted");
    assertThat(run("diagnose", trace("slow.json"))).isZero();
    assertThat(text(out)).contains("Accepted and not shown: " + id);
    assertThat(run("diff", "before.json", "../none.json")).isEqualTo(2);
    assertThat(text(err)).contains("none.json: there is no such file");
    Files.writeString(
        folder.resolve("report.json"),
        Json.text(
            java.util.Map.of(
                "findings",
                List.of(
                    java.util.Map.of(
                        "finding", Json.findings(folder.resolve("after.json")).get(0))))));
    assertThat(run("diff", "report.json", "after.json", "--json", "--out", "d.json")).isZero();
    assertThat(folder.resolve("d.json")).content().contains("\"appeared\" : [ ]", id);
  }

  @Test
  @DisplayName("findings are fetched from an agent's page, or with a token from the starter's API")
  void findings() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String seen = Json.text(observations(10));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean token =
                "Bearer t".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            String body =
                switch (path) {
                  case "/findings.json" -> "{\"version\":1,\"findings\":[]}";
                  case "/observations.json" -> seen;
                  case "/headroom/api/findings" -> token ? "[]" : "";
                  case "/headroom/api/observations" -> token ? seen : "";
                  default -> "";
                };
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(bytes.length == 0 ? 403 : 200, Math.max(1, bytes.length));
            exchange.getResponseBody().write(bytes.length == 0 ? new byte[1] : bytes);
          }
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(run("findings", url + "/")).isZero();
      assertThat(text(out)).contains("10 requests");
      out.reset();
      assertThat(run("findings", url, "--token", "t")).isZero();
      assertThat(text(out)).contains("10 requests");
      assertThat(run("findings", url, "--token", "wrong")).isEqualTo(2);
      assertThat(text(err)).contains("status 403", "wants --token TOKEN").doesNotContain("wrong");
    } finally {
      server.stop(0);
    }
    assertThat(run("findings", "127.0.0.1:1")).isEqualTo(2);
    assertThat(text(err)).contains("nothing listens at http://127.0.0.1:1");
  }

  @Test
  @DisplayName(
      "run checks the settings before it starts anything, and hands its plan to the script")
  void runs() throws Exception {
    assertThat(run("run")).isEqualTo(2);
    assertThat(text(err)).contains("what shall be run? write it after --");
    Files.writeString(folder.resolve("headroom.yml"), "agent: {prot: 1}\n");
    assertThat(run("run", "--", "java", "-version")).isEqualTo(2);
    assertThat(text(err)).contains("headroom.yml:1:9:", "did you mean port");
    Files.writeString(folder.resolve("headroom.yml"), "agent: {report: out/x}\n");
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.createFile(home.resolve("headroom-agent.jar"));
    System.setProperty("headroom.home", home.toString());
    System.setProperty("headroom.exec", folder.resolve("plan").toString());
    assertThat(run("run", "--port", "0", "sh", "-c", "true", "--report")).isZero();
    assertThat(text(err)).contains(folder.resolve("out/x") + ".{txt,json,html}");
    assertThat(Files.readString(folder.resolve("plan")).split("\0", -1))
        .containsExactly(
            "EHEADROOM_CONFIG=" + folder.resolve("headroom.yml"),
            "EHEADROOM_AGENT_PORT=0",
            "EJAVA_TOOL_OPTIONS=-javaagent:" + home.resolve("headroom-agent.jar"),
            "Ash",
            "A-c",
            "Atrue",
            "A--report",
            "");
    assertThat(run("run", "--port", "99999", "sh")).isEqualTo(2);
    assertThat(text(err))
        .contains("HEADROOM_AGENT_PORT: agent.port must be a whole number from -1");
  }

  private static Observations observations(long requests) {
    EndpointObservation endpoint =
        new EndpointObservation(
            "GET /a",
            requests,
            0,
            requests * 200_000_000,
            requests * 180_000_000,
            0,
            0,
            requests,
            0,
            0,
            0,
            200_000_000,
            200_000_000,
            200_000_000,
            200_000_000);
    StatementObservation statement =
        new StatementObservation(
            "GET /a",
            "select a from t where b = ?",
            "",
            "",
            requests,
            requests,
            requests * 180_000_000,
            180_000_000,
            180_000_000,
            0,
            -1,
            0,
            0,
            0,
            0,
            1,
            1,
            requests,
            -1,
            "",
            Double.NaN,
            requests,
            List.of());
    return new Observations(
        Observations.VERSION,
        60_000_000_000L,
        List.of(endpoint),
        List.of(statement),
        new Observations.Dropped(0, 0, 0));
  }

  private String trace(String name) {
    return CORPUS.resolve(name).toString();
  }

  private int run(String... words) {
    err.reset();
    return Main.commandLine().execute(words);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
