package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.luben.zstd.ZstdInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionTest {

  private static final String LARGE =
      "[" + "{\"name\":\"Margherita\",\"price\":850},".repeat(300) + "0]";
  private static final CompressionOptions OPTIONS = CompressionOptions.DEFAULT;

  private static Server large;

  @BeforeAll
  static void start() {
    large = server((request, response) -> json(response, LARGE));
  }

  @AfterAll
  static void stop() {
    large.close();
  }

  private static Server server(Server.Handler handler) {
    return new Server(handler, new CompressionFilter(OPTIONS, Kitchen.fixes(List.of())));
  }

  private static void json(HttpServletResponse response, String text) throws IOException {
    response.setContentType("application/json;charset=UTF-8");
    response.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String decoded(Server.Answer answer) throws IOException {
    var in = new ByteArrayInputStream(answer.raw());
    byte[] bytes =
        switch (answer.header("Content-Encoding")) {
          case "gzip" -> new GZIPInputStream(in).readAllBytes();
          case "zstd" -> new ZstdInputStream(in).readAllBytes();
          default -> answer.raw();
        };
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "gzip | gzip",
        "zstd, gzip | zstd",
        "gzip;q=1.0, zstd;q=0.5 | gzip",
        "GZIP | gzip",
        "x-gzip | gzip",
        "* | zstd",
        "*;q=0.1, zstd;q=0 | gzip",
        "br | none",
        "identity | none",
        "gzip;q=0 | none",
        "gzip;q=0.0, * | zstd",
        "identity;q=0.5, gzip;q=0.2 | none",
        "identity;q=0, gzip;q=0.2 | gzip",
        "gzip;q=abc | none",
        "gzip;q=1.5 | none",
        "gzip;q=-1 | none",
        ",;,gzip | gzip",
        "gzip, gzip;q=0 | none",
        "gzipped | none"
      })
  @DisplayName("F3: the coding is negotiated as RFC 9110 says, and the bytes decode to the answer")
  void negotiation(String accept, String coding) throws Exception {
    assertThat(AcceptEncoding.choose(accept, OPTIONS.codings()))
        .isEqualTo(
            coding == null
                ? null
                : ContentCoding.valueOf(coding.toUpperCase(java.util.Locale.ROOT)));
    Server.Answer answer = large.get("/", "Accept-Encoding: " + accept);
    assertThat(answer.header("Content-Encoding")).isEqualTo(coding == null ? "" : coding);
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(decoded(answer)).isEqualTo(LARGE);
    if (coding != null) {
      assertThat(answer.raw().length).isLessThan(LARGE.length() * 2 / 5);
    }
    assertThat(large.get("/").header("Content-Encoding")).isEmpty();
  }

  @Test
  @DisplayName(
      "what is small, encoded, partial, of another type or not to be transformed goes out as it is")
  void leftAlone() throws Exception {
    Server.Handler handler =
        (request, response) -> {
          switch (request.getRequestURI()) {
            case "/small" -> json(response, "{}");
            case "/length" -> {
              response.setContentLength(LARGE.length());
              json(response, LARGE);
            }
            case "/encoded" -> {
              response.setHeader("Content-Encoding", "br");
              json(response, LARGE);
            }
            case "/fixed" -> {
              response.setHeader("Cache-Control", "max-age=1, no-transform");
              json(response, LARGE);
            }
            case "/image" -> {
              response.setContentType("image/png");
              response.getOutputStream().print(LARGE);
            }
            case "/flushed" -> {
              response.setContentType("text/plain");
              response.getWriter().write("early");
              response.flushBuffer();
              response.getWriter().write(LARGE);
            }
            case "/empty" -> response.setStatus(204);
            case "/error" -> response.sendError(418, "teapot");
            default -> json(response, LARGE);
          }
        };
    try (Server server = server(handler)) {
      for (String path : List.of("/small", "/encoded", "/fixed", "/image", "/flushed", "/empty")) {
        Server.Answer answer = server.get(path, "Accept-Encoding: gzip");
        assertThat(answer.header("Content-Encoding")).as(path).isNotEqualTo("gzip");
        assertThat(answer.raw()).as(path).isEqualTo(server.get(path).raw());
      }
      assertThat(server.get("/small", "Accept-Encoding: gzip").header("Content-Length"))
          .isEqualTo("2");
      Server.Answer part = server.get("/", "Accept-Encoding: gzip", "Range: bytes=0-1");
      assertThat(part.header("Content-Encoding")).isEmpty();
      Server.Answer length = server.get("/length", "Accept-Encoding: gzip");
      assertThat(length.header("Content-Length")).isNotEqualTo("" + LARGE.length());
      assertThat(decoded(length)).isEqualTo(LARGE);
      assertThat(server.get("/length").header("Content-Length")).isEqualTo("" + LARGE.length());
      assertThat(server.get("/error", "Accept-Encoding: gzip").status()).isEqualTo(418);
      assertThat(server.send("HEAD", "/", "Accept-Encoding: gzip").raw()).isEmpty();
    }
  }

  @Test
  @DisplayName("a strong ETag becomes weak, existing Vary stays, and a weak one still gives a 304")
  void etags() throws Exception {
    try (Server server =
        server(
            (request, response) -> {
              response.setHeader("ETag", "\"v1\"");
              response.setHeader("Vary", "Origin");
              if (Etags.matchesWeakly(
                  String.valueOf(request.getHeader("If-None-Match")), "\"v1\"")) {
                response.setStatus(304);
              } else {
                json(response, LARGE);
              }
            })) {
      Server.Answer answer = server.get("/", "Accept-Encoding: gzip");
      assertThat(answer.header("ETag")).isEqualTo("W/\"v1\"");
      assertThat(answer.head()).contains("Vary: Origin", "Vary: Accept-Encoding");
      assertThat(server.get("/").header("ETag")).isEqualTo("\"v1\"");
      Server.Answer again =
          server.get("/", "Accept-Encoding: gzip", "If-None-Match: " + answer.header("ETag"));
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.raw()).isEmpty();
      assertThat(again.header("Content-Encoding")).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "a hit of the response cache is compressed once, with its length; 304 and ranges stay right")
  void behindTheCache() throws Exception {
    CompressionFilter filter =
        new CompressionFilter(OPTIONS, Kitchen.fixes(List.of(Kitchen.route("/a", "public"))));
    try (Kitchen kitchen =
        new Kitchen(
            null,
            (request, response) -> json(response, LARGE.substring(0, 9_000)),
            List.of(filter),
            request -> null,
            Kitchen.route("/a", "public"))) {
      Server.Answer miss = kitchen.server.get("/a", "Accept-Encoding: gzip");
      Server.Answer hit = kitchen.server.get("/a", "Accept-Encoding: gzip");
      assertThat(hit.isHit()).isTrue();
      assertThat(hit.raw()).isEqualTo(miss.raw());
      assertThat(hit.header("Content-Length")).isEqualTo("" + hit.raw().length);
      assertThat(hit.header("ETag")).startsWith("W/\"");
      assertThat(hit.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(decoded(hit)).isEqualTo(LARGE.substring(0, 9_000));
      Server.Answer plain = kitchen.server.get("/a");
      assertThat(plain.isHit()).isTrue();
      assertThat(plain.body()).isEqualTo(LARGE.substring(0, 9_000));
      assertThat(plain.header("ETag")).startsWith("\"");
      Server.Answer zstd = kitchen.server.get("/a", "Accept-Encoding: zstd");
      assertThat(decoded(zstd)).isEqualTo(plain.body());
      Server.Answer unchanged =
          kitchen.server.get("/a", "Accept-Encoding: gzip", "If-None-Match: " + hit.header("ETag"));
      assertThat(unchanged.status()).isEqualTo(304);
      Server.Answer part = kitchen.server.get("/a", "Accept-Encoding: gzip", "Range: bytes=0-3");
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(LARGE.substring(0, 4));
      assertThat(kitchen.renderings).hasValue(1);
    }
  }

  @Test
  @DisplayName(
      "writers, single bytes and asynchronous answers are compressed too; the flag switches it off")
  void waysToWrite() throws Exception {
    var fixes = Kitchen.fixes(List.of());
    try (Server server =
        new Server(
            (request, response) -> {
              response.setContentType("text/plain");
              switch (request.getRequestURI()) {
                case "/writer" -> response.getWriter().write("ü".repeat(3_000));
                case "/bytes" -> {
                  for (int i = 0; i < 3_000; i++) {
                    response.getOutputStream().write('x');
                  }
                }
                default -> {
                  var async = request.startAsync(request, response);
                  async.start(
                      () -> {
                        try {
                          async.getResponse().getWriter().write("y".repeat(3_000));
                        } catch (IOException e) {
                          throw new java.io.UncheckedIOException(e);
                        }
                        async.complete();
                      });
                }
              }
            },
            new CompressionFilter(OPTIONS, fixes))) {
      for (String path : List.of("/writer", "/bytes", "/async")) {
        Server.Answer answer = server.get(path, "Accept-Encoding: gzip");
        Server.Answer plain = server.get(path);
        assertThat(plain.raw().length).as(path).isEqualTo(3_000);
        assertThat(answer.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
        if (!path.equals("/async")) {
          assertThat(answer.header("Content-Encoding")).as(path).isEqualTo("gzip");
          assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.raw())).readAllBytes())
              .isEqualTo(plain.raw());
        }
      }
      var unused = fixes.switchTo(Set.of());
      assertThat(server.get("/writer", "Accept-Encoding: gzip").header("Content-Encoding"))
          .isEmpty();
    }
  }

  @Test
  @DisplayName("settings that cannot be meant are refused with their range")
  void settings() {
    assertThat(OPTIONS.minSize()).isEqualTo(1_024);
    assertThat(OPTIONS.codings()).containsExactly(ContentCoding.ZSTD, ContentCoding.GZIP);
    refused(List.of(), 1_024, "application/json", "/a", 4, 3, "gzip, zstd or both");
    refused(
        List.of(ContentCoding.GZIP), 127, "application/json", "/a", 4, 3, "min-size is from 128");
    refused(List.of(ContentCoding.GZIP), 128, "json", "/a", 4, 3, "such as application/json");
    refused(
        List.of(ContentCoding.GZIP), 128, "text/event-stream", "/a", 4, 3, "wait for each other");
    refused(List.of(ContentCoding.GZIP), 128, "text/html", "a", 4, 3, "prefixes of paths");
    refused(List.of(ContentCoding.GZIP), 128, "text/html", "/a", 0, 3, "gzip-level is from 1 to 9");
    refused(
        List.of(ContentCoding.GZIP), 128, "text/html", "/a", 4, 20, "zstd-level is from 1 to 19");
  }

  private static void refused(
      List<ContentCoding> codings,
      int size,
      String type,
      String path,
      int gzip,
      int zstd,
      String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CompressionOptions(codings, size, Set.of(type), List.of(path), gzip, zstd))
        .withMessageContaining(says);
  }
}
