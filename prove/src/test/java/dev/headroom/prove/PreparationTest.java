package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PreparationTest {

  private static final String SCENARIO =
      """
      scenario: t
      ignore: [at]
      accounts: {boss: {email: "boss${shop}@x", password: p}}
      sign-in: {path: /in, body: {email: "${email}", password: "${password}"}, token: answer.token}
      variables:
        shop: {from: 1, to: 3}
        order: {read: "/shops/${shop}/orders", as: boss, list: "orders[].id"}
      groups:
        - {name: g, requests: 30, concurrent: 3, steps: [{as: boss, path: "/shops/${shop}/orders/${order}"}]}
      """;

  private static void shop(TruthServer.Exchange exchange) throws java.io.IOException {
    if (exchange.path().equals("/in")) {
      String shop = exchange.body().replaceAll("\\D", "");
      exchange.respond(200, "{\"answer\":{\"token\":\"token" + shop + "\"}}");
    } else if (!exchange.path().contains("/" + exchange.token().substring(5) + "/")) {
      exchange.respond(403, "not your shop");
    } else if (exchange.path().endsWith("orders")) {
      String shop = exchange.token().substring(5);
      exchange.respond(200, "{\"orders\":[{\"id\":%s1},{\"id\":%s2}]}".formatted(shop, shop));
    } else {
      exchange.respond(200, "{}");
    }
  }

  @Test
  @DisplayName(
      "Each request carries the token of the account of its own shop, and an order of that shop")
  void tokens() throws Exception {
    Scenario scenario = Scenario.read("t.yml", SCENARIO);
    try (TruthServer server = new TruthServer(PreparationTest::shop)) {
      QuickLoad.Result result = QuickLoad.comprehensive(server.target(), scenario);
      assertThat(result.failures()).isZero();
      assertThat(result.groups())
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.requests()).isEqualTo(30);
                assertThat(line.p99Millis()).isPositive();
              });
      assertThat(result.toJson()).contains("\"version\" : 1").contains("\"p95Millis\"");
      PreparedScenario prepared = Preparation.prepare(server.target(), scenario);
      RequestSource source = prepared.requests(scenario.groups().get(0), 1);
      assertThat(IntStream.range(0, 50).mapToObj(i -> source.next().path()))
          .allMatch(path -> path.matches("/shops/([123])/orders/\\1[12]"));
    }
  }

  @Test
  @DisplayName(
      "A refused sign-in, an empty list and an answer that is not JSON say which request it was")
  void refusals() throws Exception {
    Scenario scenario = Scenario.read("t.yml", SCENARIO);
    for (String[] wrong :
        new String[][] {
          {"401", "no", "sign-in of account 'boss'"},
          {"200", "{}", "no text 'answer.token'"},
          {"200", "<html>", "not JSON"}
        }) {
      try (TruthServer server =
          new TruthServer(exchange -> exchange.respond(Integer.parseInt(wrong[0]), wrong[1]))) {
        assertThatThrownBy(() -> Preparation.prepare(server.target(), scenario))
            .isInstanceOf(ScenarioException.class)
            .hasMessageContaining(wrong[2]);
      }
    }
    try (TruthServer server =
        new TruthServer(
            exchange -> {
              if (exchange.path().endsWith("orders")) {
                exchange.respond(200, "{\"orders\":[]}");
              } else {
                shop(exchange);
              }
            })) {
      assertThatThrownBy(() -> Preparation.prepare(server.target(), scenario))
          .hasMessageContaining("nothing at 'orders[].id'");
    }
  }

  @Test
  @DisplayName(
      "Answers that differ between arms are told with their place; ignored fields, the order of keys and"
          + " compression are not")
  void integrity() throws Exception {
    String[] arm = {""};
    Scenario scenario = Scenario.read("t.yml", SCENARIO);
    try (TruthServer server =
        new TruthServer(
            exchange -> {
              if (!exchange.path().matches("/shops/\\d/orders/\\d+")) {
                shop(exchange);
              } else if (arm[0].equals("a")) {
                exchange.respond(200, "{\"at\":1,\"n\":2.0,\"l\":[1,{\"x\":1}]}");
              } else if (arm[0].equals("same")) {
                exchange.respond(200, "{\"l\":[1,{\"x\":1}],\"n\":2.00,\"at\":2}");
              } else if (arm[0].equals("small")) {
                exchange.compressed("{\"at\":1,\"n\":2.0,\"l\":[1,{\"x\":1}]}");
              } else {
                exchange.respond(200, "{\"at\":1,\"n\":2,\"l\":[1,{\"x\":2}]}");
              }
            })) {
      Integrity integrity =
          new Integrity(server.target(), Preparation.prepare(server.target(), scenario));
      Arm.Switch arms = to -> arm[0] = to.name();
      Arm a = new Arm("a", Set.of());
      assertThat(
              integrity.check(
                  arms, List.of(a, new Arm("same", Set.of()), new Arm("small", Set.of())), 5, 1))
          .isEqualTo(new Integrity.Result(10, List.of()));
      Integrity.Result result = integrity.check(arms, List.of(a, new Arm("b", Set.of())), 5, 1);
      assertThat(result.checked()).isEqualTo(5);
      assertThat(result.differences())
          .hasSize(5)
          .allSatisfy(
              difference -> {
                assertThat(difference.arms()).isEqualTo("a, b");
                assertThat(difference.detail()).isEqualTo("/l/1/x is 1 and 2");
              });
    }
  }
}
