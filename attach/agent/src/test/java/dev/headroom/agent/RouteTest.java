package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  @ParameterizedTest
  @CsvSource({
    "/orders/4711/lines, /orders/{id}/lines",
    "/orders/7, /orders/{id}",
    "/api/v1/users, /api/v1/users",
    "/api/v2.1/users, /api/v2.1/users",
    "/users/3fa91c02-7f5e-4d3a-9f4b-0c1d2e3f4a5b, /users/{id}",
    "/files/deadbeef01, /files/{id}",
    "/feed/defaced, /feed/defaced",
    "/days/2026-11-21, /days/{id}",
    "/shop;jsessionid=17AB/cart, /shop/cart",
    "//double//slash/, /double/slash",
    "'', /",
    "/a/b/c/d/e/f/g/h/i/j, /a/b/c/d/e/f/g/h/...",
    "/tokens/abcdefghijklmnopqrstuvwxyzabcdefghijkl, /tokens/{id}",
    "/i18n/de, /i18n/de",
  })
  @DisplayName("what looks like an id in a path is taken out, what names a thing stays (R7)")
  void path(String path, String route) {
    assertThat(Route.ofPath(path)).isEqualTo(route);
  }
}
