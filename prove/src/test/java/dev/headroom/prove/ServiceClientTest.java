package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ServiceClientTest {

  private static final String FIXES =
      """
      {"version":1,"fixes":[{"id":"menu-cache","scope":"REQUEST","title":"T","baseline":false,
      "remedies":[{"kind":"CACHEABLE_READ","endpoint":"*","table":"item"}],"on":%s}]}""";

  private static void api(TruthServer.Exchange exchange) throws IOException {
    String call = exchange.method() + " " + exchange.path();
    if (call.equals("POST /in")) {
      exchange.respond(200, "{\"accessToken\":\"secret\"}");
    } else if (!exchange.token().equals("secret")) {
      exchange.respond(401, "");
    } else if (call.equals("GET /headroom/api/fixes")) {
      exchange.respond(200, FIXES.formatted("false"));
    } else if (call.equals("PUT /headroom/api/fixes")) {
      if (exchange.body().equals("{\"on\":[\"menu-cache\"]}")) {
        exchange.respond(200, FIXES.formatted("true"));
      } else {
        exchange.respond(400, "{\"detail\":\"unknown fix 'x': did you mean menu-cache?\"}");
      }
    } else if (call.equals("GET /headroom/api/observations")) {
      exchange.respond(
          200,
          JsonMapper.builder()
              .build()
              .writeValueAsString(
                  new Observations(
                      1,
                      5,
                      List.of(
                          new EndpointObservation(
                              "GET /a", 10, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1),
                          new EndpointObservation(
                              "GET /headroom/api/fixes", 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
                      List.of(),
                      new Observations.Dropped(0, 0, 0))));
    } else if (call.equals("GET /headroom/api/findings")) {
      exchange.respond(200, "{\"version\":2,\"findings\":[]}");
    } else {
      exchange.respond(403, "{\"detail\":\"set headroom.observe.samples=true\"}");
    }
  }

  @Test
  @DisplayName("Fixes are read and switched as the loop's words, with the token of the sign-in")
  void fixes() throws Exception {
    try (TruthServer server = new TruthServer(ServiceClientTest::api);
        ServiceClient client = new ServiceClient(server.target().base())) {
      assertThatThrownBy(client::fixes).isInstanceOf(IOException.class).hasMessageContaining("401");
      client.signIn("/in", "a@b", "c");
      assertThat(client.fixes())
          .singleElement()
          .satisfies(
              fix -> {
                assertThat(fix.on()).isFalse();
                assertThat(fix.fix().scope()).isEqualTo(Scope.REQUEST);
                assertThat(fix.fix().remedies()).hasSize(1);
              });
      assertThat(client.switchTo(Set.of("menu-cache")).get(0).on()).isTrue();
      assertThatThrownBy(() -> client.switchTo(Set.of("x")))
          .hasMessageContaining("did you mean menu-cache");
    }
  }

  @Test
  @DisplayName("What a newer service answers is refused; what it refuses is told as it says it")
  void refusals() throws Exception {
    try (TruthServer server = new TruthServer(ServiceClientTest::api);
        ServiceClient client = new ServiceClient(server.target().base())) {
      client.useToken("secret");
      assertThatThrownBy(client::findings).hasMessageContaining("version 2");
      assertThatThrownBy(client::workload)
          .hasMessageContaining("set headroom.observe.samples=true");
      assertThat(client.answers("/nowhere")).isFalse();
    }
  }

  @Test
  @DisplayName(
      "Work leaves Headroom's own endpoints out, and a window that began anew is not known")
  void work() throws Exception {
    try (TruthServer server = new TruthServer(ServiceClientTest::api);
        ServiceClient client = new ServiceClient(server.target().base())) {
      client.useToken("secret");
      WorkMeter.Sums sums = WorkMeter.Sums.of(client.observations());
      assertThat(sums).isEqualTo(new WorkMeter.Sums(10, 5, 8, 7, 6, 9, 4, 3, 2, 0));
      WorkMeter.Sums fewer = new WorkMeter.Sums(9, 1, 1, 1, 1, 1, 1, 1, 1, 0);
      assertThat(WorkMeter.Sums.between(fewer, sums).statements()).isEqualTo(4);
      assertThat(WorkMeter.Sums.between(sums, fewer).statements()).isEqualTo(-1);
    }
  }
}
