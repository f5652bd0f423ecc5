package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {

  private static final String ORDER =
      "{\"id\":7,\"total\":12.50,\"big\":12345678901234567890.1234567890,"
          + "\"table\":null,\"lines\":[{\"product\":\"Pizza\",\"n\":1},{\"product\":\"Cola\",\"n\":2,\"note\":\"kalt\"}]}";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "id | {\"id\":7}",
        "total,id | {\"id\":7,\"total\":12.50}",
        "big | {\"big\":12345678901234567890.1234567890}",
        "lines.product | {\"lines\":[{\"product\":\"Pizza\"},{\"product\":\"Cola\"}]}",
        "lines.note , id | {\"id\":7,\"lines\":[{},{\"note\":\"kalt\"}]}",
        "table.seats | {\"table\":null}",
        "lines,lines.n | {\"lines\":[{\"product\":\"Pizza\",\"n\":1},{\"product\":\"Cola\",\"n\":2,\"note\":\"kalt\"}]}"
      })
  @DisplayName("F3: an answer has the fields asked for, in its own order, numbers digit by digit")
  void selected(String fields, String expected) {
    assertThat(select(ORDER, fields)).isEqualTo(expected.strip());
    assertThat(select("[" + ORDER + "," + ORDER + "]", fields))
        .isEqualTo("[" + expected.strip() + "," + expected.strip() + "]");
  }

  private static String select(String json, String fields) {
    byte[] bytes = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new String(
        Fields.of(List.of(fields)).select(bytes), java.nio.charset.StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "idd | did you mean id?",
        "lines.produkt | unknown field of lines 'produkt': did you mean product?",
        "id.x | 'id' is a plain value",
        "a..b | cannot read 'a..b'",
        "id, | cannot read ''",
        "lines(n) | with dots inside an object",
        "* | cannot read '*'"
      })
  @DisplayName("a field that is not there is refused with the nearest, bad writing with an example")
  void refused(String fields, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> select(ORDER, fields.strip()))
        .withMessageContaining(says.strip());
  }

  @Test
  @DisplayName("too many or too long fields are refused; an empty list has none to be unknown")
  void bounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> select("{}", "a,".repeat(101) + "a"))
        .withMessageContaining("at most 100 fields");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> select("{}", "a".repeat(2_001)))
        .withMessageContaining("at most 2000 characters");
    assertThat(select("[]", "anything")).isEqualTo("[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> select("12", "id"))
        .withMessageContaining("has no fields");
  }

  @Test
  @DisplayName(
      "over HTTP: behind it the cache keeps the whole answer, the handler sees no parameter")
  void overHttp() {
    FieldsFilter filter =
        new FieldsFilter(FieldsOptions.of("/api"), Kitchen.fixes(List.of(Kitchen.route("/api/a"))));
    try (Kitchen kitchen =
        new Kitchen(
            null,
            (request, response) -> {
              assertThat(request.getParameter("fields")).isNull();
              assertThat(request.getQueryString()).isIn(null, "x=1");
              boolean json = !request.getRequestURI().endsWith("text");
              response.setContentType(json ? "application/json" : "text/plain");
              response.setStatus(request.getRequestURI().endsWith("gone") ? 410 : 200);
              response.getOutputStream().print(ORDER);
            },
            List.of(filter),
            request -> null,
            Kitchen.route("/api/a", "public", "query=x"))) {
      Server server = kitchen.server;
      assertThat(server.get("/api/a?fields=id").body()).isEqualTo("{\"id\":7}");
      Server.Answer hit = server.get("/api/a?fields=total&x=1&fields=id");
      assertThat(hit.body()).isEqualTo("{\"id\":7,\"total\":12.50}");
      Server.Answer again = server.get("/api/a?fields=total");
      assertThat(again.isHit()).isTrue();
      assertThat(again.header("Content-Length")).isEqualTo("" + again.raw().length);
      Server.Answer unchanged =
          server.get("/api/a?fields=total", "If-None-Match: " + again.header("ETag"));
      assertThat(unchanged.status()).isEqualTo(304);
      Server.Answer wrong = server.get("/api/a?fields=idd");
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(wrong.body()).contains("fields: unknown field 'idd': did you mean id?");
      assertThat(wrong.header("ETag")).isEmpty();
      assertThat(server.get("/api/a?fields=%22%0d%0a").status()).isEqualTo(400);
      assertThat(server.get("/api/text?fields=id").body()).isEqualTo(ORDER);
      assertThat(server.get("/api/gone?fields=id").status()).isEqualTo(410);
      assertThat(server.get("/api/a?fields=id", "Range: bytes=0-1").body()).isEqualTo("{\"id\":7}");
      assertThat(server.send("HEAD", "/api/a?fields=id").raw()).isEmpty();
    }
  }

  @Test
  @DisplayName("settings that cannot be meant are refused")
  void settings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldsOptions("a b", List.of("/"), 4_096))
        .withMessageContaining("name of a query parameter");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldsOptions.of())
        .withMessageContaining("prefixes of paths");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldsOptions("fields", List.of("/"), 1))
        .withMessageContaining("max-body is from 1 KB");
  }
}
