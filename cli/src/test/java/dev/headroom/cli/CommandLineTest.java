package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    System.setProperty("headroom.home", Path.of("..").toAbsolutePath().normalize().toString());
    System.setProperty("headroom.cwd", folder.toString());
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  @DisplayName("help lists every command, and each command explains itself")
  void help() {
    assertThat(run("help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("run", "diagnose", "merge", "findings", "diff", "prove", "serve", "load")
        .contains("verify", "advise", "test", "dist", "Exit codes");
    for (String command :
        "run diagnose merge findings diff prove serve load compare forecast verify advise test dist"
            .split(" ", -1)) {
      out.reset();
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: headroom " + command);
    }
  }

  @Test
  @DisplayName(
      "an unknown service is refused with the nearest name and exit code 2, before anything starts")
  void unknownService() {
    assertThat(run("prove", "poss")).isEqualTo(2);
    assertThat(text()).contains("unknown service 'poss'", "did you mean pos?");
    assertThat(run("serve", "diett")).isEqualTo(2);
    assertThat(text()).contains("unknown service 'diett'");
  }

  @Test
  @DisplayName(
      "an unknown command, an unknown option and clashing modes are refused with exit code 2")
  void badWords() {
    assertThat(run("prov", "pos")).isEqualTo(2);
    assertThat(text()).contains("prov", "Did you mean: headroom prove");
    assertThat(run("prove", "pos", "--qick")).isEqualTo(2);
    assertThat(text()).contains("--qick", "--quick");
    assertThat(run("prove", "pos", "--quick", "--full")).isEqualTo(2);
    assertThat(text()).contains("mutually exclusive");
    assertThat(run("prove", "pos", "--rate", "9")).isEqualTo(2);
    assertThat(text()).contains("--rate does not belong to a reference service");
    assertThat(run()).isEqualTo(2);
    assertThat(text()).contains("which command?");
  }

  @Test
  @DisplayName(
      "an unknown key of a scenario is refused with line, column and the nearest key, before anything starts")
  void unknownScenarioKey() throws Exception {
    Path scenario = folder.resolve("mine.yml");
    Files.writeString(
        scenario,
        "scenario: mine\ngroups:\n  - name: a\n    request: 1\n    concurrent: 1\n    steps: [{name: a, path: /a}]\n");
    assertThat(run("prove", "pos", "--scenario", scenario.toString())).isEqualTo(2);
    assertThat(text()).contains("mine.yml:4:", "request", "did you mean requests");
    assertThat(Files.exists(folder.resolve("headroom-report"))).isFalse();
  }

  @Test
  @DisplayName("load refuses what clashes, what is no target, and hosts that are not this machine")
  void load() {
    assertThat(run("load", "http://192.0.2.1", "--endpoint", "/a")).isEqualTo(2);
    assertThat(text()).contains("--allow-host 192.0.2.1");
    assertThat(run("load", "http://192.0.2.1/a", "--rate", "10")).isEqualTo(2);
    assertThat(text()).contains("--allow-host 192.0.2.1");
    assertThat(run("load", "no-such.yml")).isEqualTo(2);
    assertThat(text()).contains("neither a URL", "nor a file");
    assertThat(run("load", "http://127.0.0.1:1/a", "--rate", "1", "--users", "2")).isEqualTo(2);
    assertThat(text()).contains("either --rate (open model) or --users");
    assertThat(run("load", "http://127.0.0.1:1/a", "--duration", "soon")).isEqualTo(2);
    assertThat(text()).contains("'soon' is not a duration such as 500ms");
    assertThat(run("load", "http://127.0.0.1:1/a", "--requests", "5")).isEqualTo(2);
    assertThat(text()).contains("belong to --endpoint");
    assertThat(run("load", "http://127.0.0.1:1", "--comprehensive", "--rate", "5")).isEqualTo(2);
    assertThat(text()).contains("--rate does not belong to --comprehensive");
    assertThat(run("load", "http://127.0.0.1:1/a", "--find-max", "--users", "5")).isEqualTo(2);
    assertThat(text()).contains("--users does not belong to --find-max");
    assertThat(run("load", "http://127.0.0.1:1/a", "--pid", "999999999")).isEqualTo(2);
    assertThat(text()).contains("no process 999999999");
    assertThat(run("load")).isEqualTo(2);
    assertThat(text()).contains("what? A URL");
    assertThat(run("load", "http://127.0.0.1:1/a", "--rate", "0")).isEqualTo(2);
    assertThat(text()).contains("above 0");
    assertThat(Files.exists(folder.resolve("headroom-load"))).isFalse();
  }

  @Test
  @DisplayName(
      "load runs a scenario's file against the target it names, and leaves its reports beside the user")
  void loadScenario() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().equals("/a") ? 200 : 404, -1);
          exchange.close();
        });
    server.start();
    try {
      Files.writeString(
          folder.resolve("mine.yml"),
          "scenario: mine\ntarget: http://127.0.0.1:"
              + server.getAddress().getPort()
              + "\nload: {phases: [{phase: steady, for: 1s, rate: 50}]}\n"
              + "groups: [{name: a, steps: [{path: /a}]}, {name: b, steps: [{path: /b}]}]\n");
      Files.writeString(
          folder.resolve("headroom.yml"),
          """
          thresholds: {slow: 50ms}
          budgets:
            - {id: few-errors, endpoint: "*", measure: error-share, limit: 0}
          """);
      int code = run("load", "mine.yml", "--no-calibration", "--json", "copy.json");
      assertThat(code).isEqualTo(1);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("mine at http://", "p95 ms");
      assertThat(text()).contains("steady", "generator");
      Path reports = folder.resolve("headroom-load");
      for (String file :
          "report.json report.html junit.xml summary.md histograms.hlog".split(" ", -1)) {
        assertThat(reports.resolve(file)).isNotEmptyFile();
      }
      assertThat(folder.resolve("copy.json"))
          .hasSameBinaryContentAs(reports.resolve("report.json"));
      assertThat(Files.readString(reports.resolve("report.json")))
          .contains("headroom load mine.yml");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName("R7: a token that was typed is not in the command of a report")
  void typed() {
    CommandLine line = Main.commandLine();
    CommandLine prove = line.getSubcommands().get("prove");
    line.parseArgs(
        "prove", "--service", "http://127.0.0.1:1", "--token", "abc.def", "--fixes", "a");
    assertThat(Typed.command(prove.getCommandSpec(), "abc.def"))
        .isEqualTo("headroom prove --service http://127.0.0.1:1 --token *** --fixes a");
    line.parseArgs("prove", "--before", "http://u:p@127.0.0.1:1", "--after", "http://127.0.0.1:2");
    assertThat(Typed.command(prove.getCommandSpec(), null))
        .isEqualTo("headroom prove --before http://***@127.0.0.1:1 --after http://127.0.0.1:2");
  }

  @Test
  @DisplayName("load counts a server that is not there as errors by category, with exit code 1")
  void loadNobody() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path json = folder.resolve("load.json");
    assertThat(
            run(
                "load",
                "http://127.0.0.1:" + port,
                "--endpoint",
                "/a",
                "--requests",
                "3",
                "--concurrent",
                "1",
                "--json",
                json.toString()))
        .isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("connect=3");
    assertThat(Files.readString(json)).contains("\"connect\" : 3");
  }

  @Test
  @DisplayName("verify says that nothing answers, and where the service would be started")
  void verifyNobody() throws Exception {
    assertThat(run("verify", "pos", "http://127.0.0.1:1", "--json", "v.json")).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("v.json")))
        .contains("\"kind\" : \"verify\"", "\"name\" : \"health\"", "nothing answers at")
        .contains("\"holds\" : false");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("nothing answers at http://127.0.0.1:1", "headroom serve pos")
        .doesNotContain("Exception");
  }

  @Test
  @DisplayName("a taken port is named, with the option to change it")
  void portTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Throwable refused =
          org.assertj.core.api.Assertions.catchThrowable(
              () ->
                  ServiceProcess.start(
                      Path.of("none.jar"),
                      taken.getLocalPort(),
                      folder.resolve("log"),
                      java.util.Map.of(),
                      java.util.List.of(),
                      java.util.List.of()));
      assertThat(refused)
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken")
          .hasMessageContaining("--port");
    }
  }

  private int run(String... args) {
    return Main.commandLine().execute(args);
  }

  private String text() {
    String text = err.toString(StandardCharsets.UTF_8);
    err.reset();
    return text;
  }
}
