package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheRouteTest {

  @Test
  @DisplayName("the defaults share nothing, keep nothing in clients and serve nothing stale")
  void defaults() {
    CacheRoute route = CacheRoute.of("menu", "/menu/{id}", Duration.ofMinutes(5));
    assertThat(route.isPublic()).isFalse();
    assertThat(route.clientMaxAge()).isZero();
    assertThat(route.stale()).isZero();
    assertThat(route.maxBody()).isEqualTo(1 << 20);
    assertThat(route.maxBytes()).isEqualTo(16 << 20);
    assertThat(route.query()).isEmpty();
    assertThat(ResponseCache.namespaces(List.of(route))).containsOnlyKeys("web-menu");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "menu | no slash | begins with / and names",
        "/ | root | names at least one segment",
        "/a//b | empty segment | neither plain text nor one whole",
        "/a/* | wildcard | neither plain text nor one whole",
        "/a/x{id} | half a variable | neither plain text nor one whole",
        "/a/{i}/{i} | twice | two variables {i}",
        "/a/** | many routes | cannot end with /**",
        "/a%20 | encoded | neither plain text nor one whole"
      })
  @DisplayName("a path that is no template is refused with what to write")
  void paths(String path, String what, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kitchen.route(path.strip()))
        .withMessageContaining(says.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tag=r/{restaurant} | did you mean restaurantId",
        "write=GET /r/{restaurantId} | method (POST, PUT, PATCH, DELETE)",
        "write=/r/{restaurantId} | method (POST, PUT, PATCH, DELETE)",
        "write=PUT r | begins with /",
        "vary=Authorization | has an answer for each user already",
        "vary=If-None-Match | answers it itself",
        "vary=* | names of headers",
        "vary=a b | names of headers",
        "pass=a: b | names of headers"
      })
  @DisplayName("settings that cannot be meant are refused with what to write")
  void settings(String setting, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kitchen.route("/r/{restaurantId}", setting.strip()))
        .withMessageContaining(says.strip());
  }

  @Test
  @DisplayName("settings that clash are refused")
  void clashes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kitchen.route("/a", "query=x", "ignore=x"))
        .withMessageContaining("leave one out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kitchen.route("/a", "vary=x", "pass=X"))
        .withMessageContaining("the first already shows it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kitchen.route("/r/{id}", "tag=r/{id}", "write=PUT /all"))
        .withMessageContaining("none of the tags");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CacheRoute.of("a", "/a", Duration.ofMillis(999)))
        .withMessageContaining("ttl is from PT1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CacheRoute.of("A", "/a", Duration.ofSeconds(1)))
        .withMessageContaining("lower case words with dashes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kitchen.route("/a", "short", "client"))
        .withMessageContaining("client-max-age is from PT0S to PT1S");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Kitchen((q, a) -> {}, Kitchen.route("/{a}"), Kitchen.route("/{b}", "second")))
        .withMessageContaining("have the same path");
  }
}
