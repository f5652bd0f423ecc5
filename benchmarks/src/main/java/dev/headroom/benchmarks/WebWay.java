package dev.headroom.benchmarks;

import java.util.List;
import org.springframework.util.DigestUtils;

/** What stands in front of a route that answers with 2 KB of JSON and does nothing. */
enum WebWay {
  NOTHING("no filter", Filters.NONE, "200", List.of()),
  AGAIN("no filter, again", Filters.NONE, "200", List.of()),
  OFF("response cache, switched off", Filters.CACHE, "200", List.of()),
  HIT("hit, public route", Filters.CACHE, "200", List.of()),
  NOT_MODIFIED("304, public route", Filters.CACHE, "304", List.of("If-None-Match: '*'")),
  USER_HIT("hit, a user's own answer", Filters.CACHE, "200", List.of("User: ann")),
  SPRING("Spring's ETag filter, 200", Filters.SPRING, "200", List.of()),
  SPRING_NOT_MODIFIED(
      "Spring's ETag filter, 304",
      Filters.SPRING,
      "304",
      List.of("If-None-Match: '\"0" + DigestUtils.md5DigestAsHex(WebService.BODY) + "\"'")),
  NGINX("nginx's cache, hit (CPU of nginx)", Filters.NONE, "200", List.of());

  /** Filters in the service's own process. */
  enum Filters {
    NONE,
    CACHE,
    SPRING
  }

  final String title;
  final Filters filters;
  private final String expect;
  private final String headers;

  WebWay(String title, Filters filters, String expect, List<String> headers) {
    this.title = title;
    this.filters = filters;
    this.expect = expect;
    this.headers = String.join(", ", headers);
  }

  String scenario() {
    String path = this == USER_HIT ? "/own/7" : "/menus/7";
    return """
    scenario: menus
    time-out: 10s
    groups:
      - name: menus
        requests: 100
        concurrent: 8
        steps:
          - {name: menus, path: "%s", expect: %s, headers: {%s}}
    """
        .formatted(path, expect, headers);
  }
}
