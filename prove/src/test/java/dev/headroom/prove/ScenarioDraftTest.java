package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScenarioDraftTest {

  private static final URI TARGET = URI.create("http://127.0.0.1:8080");

  private static final String SHOP =
      """
      openapi: 3.1.0
      info: {title: "Shop: all", version: "1"}
      servers: [{url: "/{stage}", variables: {stage: {default: api}}}]
      security: [{bearer: []}]
      paths:
        /login:
          post:
            security: []
            requestBody:
              content:
                application/json:
                  schema:
                    type: object
                    required: [email, password]
                    properties:
                      email: {type: string, example: me@example.org}
                      password: {type: string, example: "p ${x}"}
                      remember: {type: boolean}
            responses:
              "200":
                content: {application/json: {schema: {$ref: "#/components/schemas/Session"}}}
        /items/{id}/größe:
          parameters: [{$ref: "#/components/parameters/Id"}]
          get:
            operationId: item
            tags: [items]
            parameters:
              - {in: query, name: sort, required: true, schema: {type: string, enum: [name, price]}}
              - {in: query, name: page, schema: {type: integer, default: 0}}
              - {in: query, name: unasked, schema: {type: string}}
              - {in: header, name: X-Tenant, required: true, schema: {type: string}}
              - {in: cookie, name: seen, schema: {type: string}}
            responses: {"206": {description: part}}
        /health:
          get: {security: [], responses: {"200": {description: ok}}}
        /events:
          get: {responses: {"200": {content: {text/event-stream: {}}}}}
        /items:
          get: {deprecated: true, responses: {}}
          post:
            tags: [items]
            requestBody:
              content: {application/json: {schema: {allOf: [{$ref: "#/components/schemas/Item"}, {properties: {tags: {type: array, items: {type: string}}}}]}}}
            responses: {"201": {description: created}}
      components:
        parameters:
          Id: {in: path, name: id, required: true, schema: {type: integer, examples: [7, 8]}}
        schemas:
          Session: {type: object, properties: {refreshToken: {type: string}, data: {type: object, properties: {access_token: {type: string}}}}}
          Item: {type: object, properties: {id: {type: integer, readOnly: true}, name: {type: string, minLength: 3}, self: {$ref: "#/components/schemas/Item"}}}
        securitySchemes:
          bearer: {type: http, scheme: bearer}
      """;

  @Test
  @DisplayName(
      "a description's GETs become steps with its own values, sign-in and groups by tag; the rest is told as left out")
  void draft() {
    ScenarioDraft.Draft draft = ScenarioDraft.of("shop.yaml", SHOP, TARGET, "/api/", false);
    assertThat(draft.steps()).isEqualTo(2);
    assertThat(draft.text())
        .contains(
            "scenario: \"Shop: all\"",
            "target: http://127.0.0.1:8080",
            "  id: {values: [7, 8]}\n",
            "  sort: {values: [\"name\", \"price\"]}\n",
            "  X-Tenant: {values: [\"x\"]}  # FILL IN",
            "accounts:\n  user: {email: \"me@example.org\", password: \"p $ {x}\"}  # FILL IN",
            "path: \"/api/login\"",
            "token: \"data.access_token\"",
            "path: \"/api/items/${id}/gr%C3%B6%C3%9Fe?sort=${sort}&page=${page}\"",
            "expect: 206",
            "{name: \"GET /health\", path: \"/api/health\"}",
            "#   POST /items",
            "#   GET /items",
            "#   GET /events",
            "# Not sent: cookie seen of item")
        .doesNotContain("unasked");
    Scenario scenario = Scenario.read("draft.yml", draft.text());
    assertThat(scenario.groups())
        .extracting(Scenario.Group::name)
        .containsExactly("items", "health");
    assertThat(scenario.groups().get(0).steps().get(0).as()).isEqualTo("user");
    assertThat(scenario.groups().get(1).steps().get(0).as()).isEmpty();
    assertThat(draft.toFillIn()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "with writes, bodies are made from their schemas, also from one that contains itself")
  void writes() {
    ScenarioDraft.Draft draft = ScenarioDraft.of("shop.yaml", SHOP, TARGET, "", true);
    assertThat(draft.steps()).isEqualTo(3);
    assertThat(draft.text())
        .contains("method: POST, path: \"/items\", body: {\"name\":\"xxx\",\"self\":{")
        .contains("expect: 201}  # FILL IN: what is sent");
  }

  @Test
  @DisplayName(
      "without a sign-in a scheme becomes a variable in its place: header, query, cookie, basic")
  void schemes() {
    String text =
        """
        {"openapi": "3.0.3", "info": {}, "paths": {
          "/a/{x}": {"get": {"security": [{"b": []}]}}, "/b": {"get": {"security": [{"basic": []}]}},
          "/c": {"get": {"security": [{"h": []}]}}, "/d?z=1": {"get": {"security": [{"q": []}]}},
          "/e": {"get": {"security": [{"k": []}]}}, "/f": {"get": {"security": [{"q": []}, {}]}}},
         "components": {"securitySchemes": {
          "b": {"type": "oauth2"}, "basic": {"type": "http", "scheme": "basic"},
          "h": {"type": "apiKey", "in": "header", "name": "X-Key"},
          "q": {"type": "apiKey", "in": "query", "name": "k y"},
          "k": {"type": "apiKey", "in": "cookie", "name": "c"}}}}
        """;
    assertThat(ScenarioDraft.of("a.json", text, TARGET, "", false).text())
        .contains(
            "path: \"/a/${x}\", headers: {\"authorization\": \"Bearer ${token}\"}",
            "\"authorization\": \"Basic ${basic-credentials}\"",
            "headers: {\"X-Key\": \"${api-key}\"}",
            "path: \"/d?z=1&k+y=${api-key}\"",
            "headers: {\"cookie\": \"c=${api-key}\"}",
            "path: \"/f\"}",
            "scenario: \"127.0.0.1:8080\"");
  }

  @Test
  @DisplayName(
      "the point of sale's own description becomes a scenario of each GET, with its examples; its updates are a WebSocket")
  void pointOfSale() throws Exception {
    String text;
    try (InputStream in = getClass().getResourceAsStream("pos-openapi.json")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    ScenarioDraft.Draft draft = ScenarioDraft.of("pos", text, TARGET, "", false);
    assertThat(draft.steps()).isEqualTo(15);
    assertThat(draft.toFillIn()).isEqualTo(1); // an account that exists
    assertThat(draft.text())
        .contains(
            "sign-in: {method: POST, path: \"/api/v1/auth/sign-in\"",
            "path: \"/api/v1/restaurants/${restaurantId}/orders?from=${from}&to=${to}&state=${state}&page=${page}&size=${size}\"",
            "  from: {values: [\"2015-05-11\"]}",
            "  - name: \"Updates, updates\"\n    requests: 10\n    flow:",
            "{name: \"updates\", as: user, websocket: \"/api/v1/updates?after=${after}&restaurant=${restaurant}\"}");
    Scenario scenario = Scenario.read("draft.yml", draft.text());
    assertThat(scenario.groups())
        .extracting(Scenario.Group::name)
        .containsExactlyInAnyOrder(
            "Restaurants", "Menus", "Orders", "Analytics", "Health", "Sign-in", "Updates, updates");
    assertThat(ScenarioDraft.of("pos", text, TARGET, "", true).steps()).isGreaterThan(20);
  }

  @Test
  @DisplayName("what is no such description is refused, saying what it is")
  void refused() {
    refuses("<html>", "is a web page");
    refuses("swagger: \"2.0\"", "is Swagger 2.0; OpenAPI 3.0 and 3.1 are read");
    refuses("openapi: 4.0.0", "is OpenAPI 4.0.0");
    refuses("{}", "has no 'openapi: 3...' at its top");
    refuses("{\"openapi\": ", "a.yml:1:", "is not JSON");
    refuses("openapi: [3", "a.yml:1:", "is not YAML");
    refuses("openapi: 3.0.0\npaths: {/a: {post: {}}}", "nothing to GET", "POST /a", "--writes");
  }

  private static void refuses(String text, String... parts) {
    assertThatThrownBy(() -> ScenarioDraft.of("a.yml", text, TARGET, "", false))
        .hasMessageContainingAll(parts);
  }
}
