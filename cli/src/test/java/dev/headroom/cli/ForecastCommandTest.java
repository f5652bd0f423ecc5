package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastCommandTest {

  @TempDir Path folder;

  @Test
  @DisplayName("a table gives a forecast with 0 and a report, too few points are refused with 1")
  void table() throws Exception {
    Files.writeString(
        folder.resolve("measured.csv"),
        "concurrency,perSecond\n1,100\n2,190\n4,345\n8,565\n16,800\n32,905\n64,790\n");
    Ran ran = Ran.in(folder, "forecast", "measured.csv", "--for-users", "5000", "--think", "2s");
    assertThat(ran.code()).as(ran.toString()).isZero();
    assertThat(ran.out()).contains("highest throughput", "knee at", "5,000 users who think 2.00 s");
    assertThat(folder.resolve("headroom-forecast/report.html")).isNotEmptyFile();
    assertThat(Files.readString(folder.resolve("headroom-forecast/report.json")))
        .contains("\"kind\" : \"forecast\"", "headroom forecast measured.csv --for-users 5000");
    Files.writeString(folder.resolve("few.csv"), "concurrency,perSecond\n1,100\n2,190\n");
    Ran few = Ran.in(folder, "forecast", "few.csv");
    assertThat(few.code()).isEqualTo(1);
    assertThat(few.out()).contains("no forecast: 2 concurrencies");
  }

  @Test
  @DisplayName(
      "what clashes, is missing, out of range or another machine's is refused with 2 before anything is sent")
  void refused() throws Exception {
    refused("there is no file", "none.csv");
    refused("neither a URL", "none.yml");
    refused("--allow-host 192.0.2.1", "http://192.0.2.1/a");
    refused("--think does not belong", "http://127.0.0.1:1/a", "--think", "1s");
    refused(
        "users are 8 to 10000".replace("users", "the most users"),
        "http://127.0.0.1:1/a",
        "--max-users",
        "4");
    refused("at least 200ms", "http://127.0.0.1:1/a", "--step", "1ms");
    refused("users and rate are", "http://127.0.0.1:1/a", "--for-users", "-3");
    Files.writeString(folder.resolve("a.csv"), "users,perSecond\n1,2\n");
    refused("--step does not belong to a table", "a.csv", "--step", "1s");
    assertThat(folder.resolve("headroom-forecast")).doesNotExist();
  }

  private void refused(String why, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "forecast";
    System.arraycopy(args, 0, all, 1, args.length);
    Ran ran = Ran.in(folder, all);
    assertThat(ran.err()).contains(why);
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "a running service is measured step by step, and a page is written whatever comes out")
  void service() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      Ran ran =
          Ran.in(
              folder,
              "forecast",
              "http://127.0.0.1:" + server.getAddress().getPort() + "/a",
              "--max-users",
              "8",
              "--step",
              "200ms");
      assertThat(ran.code()).as(ran.toString()).isIn(0, 1);
      assertThat(ran.out().lines().filter(line -> line.matches(" +[\\d.,]+ .*")).count())
          .isGreaterThanOrEqualTo(4);
      assertThat(ran.out()).contains(ran.code() == 0 ? "highest throughput" : "no forecast");
      assertThat(folder.resolve("headroom-forecast/report.html")).isNotEmptyFile();
    } finally {
      server.stop(0);
    }
  }
}
