package dev.headroom.benchmarks;

import java.util.List;

/** What stands in front of a route that answers with 2 KB of JSON and does nothing. */
enum WebWay {
  NOTHING("no filter", false, "200", List.of()),
  AGAIN("no filter, again", false, "200", List.of()),
  OFF("response cache, switched off", true, "200", List.of()),
  HIT("hit, public route", true, "200", List.of()),
  NOT_MODIFIED("304, public route", true, "304", List.of("If-None-Match: \"*\"")),
  USER_HIT("hit, a user's own answer", true, "200", List.of("User: \"ann\""));

  final String title;
  final boolean filter;
  private final String expect;
  private final String headers;

  WebWay(String title, boolean filter, String expect, List<String> headers) {
    this.title = title;
    this.filter = filter;
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
