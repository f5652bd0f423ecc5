package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadInitCommandTest {

  private static final String DESCRIPTION =
      """
      {"openapi": "3.0.3", "info": {"title": "Shop"}, "servers": [{"url": "https://shop.example.org/api"}],
       "security": [{"bearer": []}],
       "paths": {
        "/sign-in": {"post": {"security": [],
          "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {
            "email": {"type": "string", "example": "me@example.org"}, "password": {"type": "string", "example": "pw"}}}}}},
          "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {
            "accessToken": {"type": "string"}}}}}}}}},
        "/items/{id}": {"get": {"parameters": [
          {"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "enum": [3, 4]}}],
          "responses": {"200": {"description": "an item"}}}}},
       "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}}
      """;

  @TempDir Path folder;

  private final AtomicInteger items = new AtomicInteger();
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    String asked = new String(body, StandardCharsets.UTF_8);
    boolean token = "Bearer t1".equals(exchange.getRequestHeaders().getFirst("authorization"));
    String text = "";
    int status = 404;
    if (path.equals("/openapi.json")) {
      text = DESCRIPTION;
      status = 200;
    } else if (path.equals("/api/sign-in") && asked.contains("me@example.org")) {
      text = "{\"accessToken\": \"t1\"}";
      status = 200;
    } else if (path.matches("/api/items/[34]")) {
      items.incrementAndGet();
      status = token ? 200 : 401;
    } else if (path.equals("/moved")) {
      exchange.getResponseHeaders().set("location", "http://192.0.2.1/");
      status = 302;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  @DisplayName(
      "a service's description, found at a usual path, becomes a scenario that headroom load runs without an error, signed in")
  void whole() throws IOException {
    Ran init = Ran.in(folder, "load", "init", base);
    assertThat(init.code()).as(init.toString()).isZero();
    assertThat(init.out()).contains("1 request, 1 to look at", "next: headroom load scenario.yml");
    String written = Files.readString(folder.resolve("scenario.yml"));
    assertThat(written).contains("target: " + base + "\n", "/api/items/${id}");
    Ran load =
        Ran.in(
            folder,
            "load",
            "scenario.yml",
            "--users",
            "2",
            "--duration",
            "500ms",
            "--warm-up",
            "0s",
            "--no-calibration");
    assertThat(load.out()).as(load.toString()).contains("Shop");
    assertThat(Files.readString(folder.resolve("headroom-load/report.json")))
        .contains("\"failed\" : 0");
    assertThat(items.get()).isPositive();

    Ran again = Ran.in(folder, "load", "init", base);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
    assertThat(Files.readString(folder.resolve("scenario.yml"))).isEqualTo(written);
  }

  @Test
  @DisplayName(
      "a file's server is another host's and needs --allow-host, --target is stronger; what is not there is named")
  void refused() throws IOException {
    Files.writeString(
        folder.resolve("shop.json"), DESCRIPTION.replace("shop.example.org", "192.0.2.1"));
    refused("--allow-host 192.0.2.1", "shop.json");
    refused("--allow-host 192.0.2.1", "http://192.0.2.1/openapi.json");
    refused("neither a URL", "none.yml");
    refused("answered 404", base + "/none");
    refused("answered 302 to http://192.0.2.1/", base + "/moved");
    refused("nothing answers", "http://127.0.0.1:1");
    Files.writeString(folder.resolve("bare.yml"), "openapi: 3.0.0\npaths: {/a: {get: {}}}\n");
    refused("names no server: say --target", "bare.yml");
    refused("is not of the form", "bare.yml", "--target", "here");
    assertThat(folder.resolve("scenario.yml")).doesNotExist();
    assertThat(Ran.in(folder, "load", "init", "shop.json", "--target", base).code()).isZero();
    assertThat(Files.readString(folder.resolve("scenario.yml")))
        .contains("target: " + base + "\n", "\"/api/items/${id}\"");
  }

  private void refused(String why, String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "load";
    all[1] = "init";
    System.arraycopy(args, 0, all, 2, args.length);
    Ran ran = Ran.in(folder, all);
    assertThat(ran.err()).contains(why);
    assertThat(ran.code()).isEqualTo(2);
  }
}
