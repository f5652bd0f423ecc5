package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.settings.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {

  private static final String VALID =
      """
      scenario: t
      time-out: 2s
      ignore: [at]
      accounts:
        boss: {email: "boss${shop}@x", password: p}
      sign-in: {path: /in, body: {email: "${email}", password: "${password}"}, token: a.b}
      variables:
        shop: {from: 1, to: 3, skew: zipf}
        day: {from: 2015-01-01, to: 2015-01-31}
        end: {after: day, days: 6}
        by: {values: [day, 1 h]}
        key: {unique: k}
      load:
        phases: [{phase: ramp, for: 10s, to: 50}, {phase: steady, for: 1min, rate: 50}]
      groups:
        - name: g
          requests: 10
          concurrent: 2
          steps:
            - {path: "/s/${shop}?by=${by}&from=${day}&to=${end}", weight: 3}
            - {name: post, method: post, path: /w, body: {n: "${shop}", t: "s${shop}", k: ["${key}", 1, true]}, expect: [200, 201]}
      """;

  @ParameterizedTest(name = "{0} -> {1}")
  @DisplayName("What is wrong is told with its line, and with the nearest valid name")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          time-out: 2s            | time-aut: 2s           | t.yml:2:1: | did you mean time-out
          concurrent: 2           | concurent: 2           | t.yml:18:  | did you mean concurrent
          requests: 10            | requests: none         | t.yml:17:  | whole number from 1
          skew: zipf              | skew: zipff            | t.yml:8:   | did you mean zipf
          {after: day, days: 6}   | {after: dey, days: 6}  | t.yml:10:  | did you mean day
          {after: day, days: 6}   | {after: by, days: 6}   | t.yml:10:  | 'by' is none
          weight: 3               | as: bos                | t.yml:20:  | did you mean boss
          from=${day}             | from=${days}           | t.yml:20:  | did you mean day
          method: post            | method: pst            | t.yml:21:  | did you mean post
          expect: [200, 201]      | expect: [20x]          | t.yml:21:  | an HTTP status such as 200
          path: /w                | path: w                | t.yml:21:  | must begin with /
          to: 2015-01-31          | to: 2014-01-31         | t.yml:9:   | must not be before
          {unique: k}             | {uniqe: k}             | t.yml:12:  | did you mean unique
          time-out: 2s            | time-out: soon         | t.yml:2:   | such as 500ms
          steady, for: 1min       | stedy, for: 1min       | t.yml:14:  | did you mean steady
          steady, for: 1min       | steady, fro: 1min      | t.yml:14:  | did you mean from or for
          rate: 50                | users: 50              | t.yml:14:  | Known: for, name, phase, rate
          rate: 50                | rate: fast             | t.yml:14:  | starts per second
          {phase: steady          | {phase: stress         | t.yml:14:  | Known: for, from, name, phase, steps, to
          to: 50}                 | to: 50, steps: 3}      | t.yml:14:  | unknown key of a phase 'ramp' 'steps'
          phases: [               | phase: [               | t.yml:14:  | did you mean phases
          for: 10s                | for: 0s                | t.yml:14:  | longer than 0
          expect: [200, 201]      | capture: {a: b}        | t.yml:21:  | is for the steps of a 'flow'
          expect: [200, 201]      | check: {contain: b}    | t.yml:21:  | did you mean contains
          expect: [200, 201]      | check: {matches: "("}  | t.yml:21:  | not a regular expression
          expect: [200, 201]      | check: {}              | t.yml:21:  | needs 'contains'
          expect: [200, 201]      | headers: {a: "${kez}"} | t.yml:21:  | did you mean key
          {unique: k}             | {csv: none.csv}        | t.yml:12:  | there is no file
          {unique: k}             | {csv: a, ordr: random} | t.yml:12:  | did you mean order
          steps:                  | stepps:                | t.yml:19:  | did you mean steps
          ignore: [at]            | ignore: [at            | t.yml:     | is not YAML
          ignore: [at]            | scenario: again        | t.yml:3:   | a second time
          """)
  void complaints(String right, String wrong, String place, String says) {
    assertThat(VALID).contains(right);
    assertThatThrownBy(() -> Scenario.read("t.yml", VALID.replace(right, wrong)))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(place)
        .hasMessageContaining(says);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @DisplayName("What is wrong with a step of a WebSocket is told with its place")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {websockt: /a}                               | 4:  | did you mean websocket
          {websocket: a}                               | 4:  | 'websocket' must begin with /
          {websocket: "/${x}"}                         | 4:  | unknown variable 'x'
          {websocket: /a, receve: any}                 | 4:  | did you mean receive
          {websocket: /a, method: GET}                 | 4:  | Known: as, capture, headers, name
          {websocket: /a, capture: {a: b}}             | 4:  | 'capture' needs 'receive'
          {websocket: /a, receive: {contain: b}}       | 4:  | did you mean contains
          {websocket: /a, receive: none}               | 4:  | must be a mapping
          {websocket: /a}, {send: a, within: 1s}       | 4:  | 'within' needs 'receive'
          {websocket: /a}, {send: "${a}"}              | 4:  | unknown variable 'a'
          {websocket: /a}, {receive: any, within: 1}   | 4:  | a duration such as
          {send: a}                                    | 4:  | needs a step before it that opens one
          {path: /a}, {receive: any}                   | 4:  | needs a step before it that opens one
          {path: /a, within: 1s}                       | 4:  | unknown key of a step of a flow 'within'
          """)
  void webSockets(String flow, String line, String says) {
    assertThatThrownBy(
            () ->
                Scenario.read("t.yml", "scenario: t\ngroups:\n- name: g\n  flow: [" + flow + "]\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("t.yml:" + line)
        .hasMessageContaining(says);
    assertThatThrownBy(
            () ->
                Scenario.read(
                    "t.yml", "scenario: t\ngroups:\n- name: g\n  steps: [{websocket: /a}]\n"))
        .hasMessageContaining("'websocket' is for the steps of a 'flow'");
  }

  @Test
  @DisplayName("An empty file, a list and a group without steps are refused")
  void shapes() {
    assertThatThrownBy(() -> Scenario.read("t.yml", "")).hasMessageContaining("scenario");
    assertThatThrownBy(() -> Scenario.read("t.yml", "- a")).hasMessageContaining("mapping");
    assertThatThrownBy(
            () ->
                Scenario.read(
                    "t.yml", "scenario: t\ngroups: [{name: g, requests: 1, concurrent: 1}]"))
        .hasMessage("t.yml:2:10: a group needs 'steps'");
    assertThatThrownBy(
            () ->
                Scenario.read(
                    "t.yml",
                    "scenario: t\nload: {think: 1s, phases: [{phase: steady, for: 1s, rate: 1}]}\n"
                        + "groups: [{name: g, steps: [{path: /}]}]"))
        .hasMessageStartingWith("t.yml:2:8: ")
        .hasMessageContaining("is for the closed model");
    assertThatThrownBy(
            () ->
                Scenario.read(
                    "t.yml",
                    "scenario: t\nload: {phases: [{phase: warm-up, for: 1s, rate: 1}]}\n"
                        + "groups: [{name: g, steps: [{path: /}]}]"))
        .hasMessageContaining("needs a phase that is no warm-up");
    assertThatThrownBy(
            () ->
                Scenario.read(
                    "t.yml",
                    "scenario: t\nvariables: {a: {after: b, days: 1}, b: {after: a, days: 1}}\n"
                        + "groups: []"))
        .hasMessageContaining("needs itself");
  }

  @Test
  @DisplayName(
      "Values are escaped for where they stand; numbers stay numbers; unique ones never return")
  void requests() {
    PreparedScenario prepared = PreparedScenario.of(Scenario.read("t.yml", VALID));
    List<Request> drawn = draw(prepared, 5, 400);
    assertThat(drawn)
        .filteredOn(request -> request.step().name().equals("post"))
        .hasSizeBetween(60, 140)
        .allSatisfy(
            request ->
                assertThat(request.body())
                    .matches("\\{\"n\":[123],\"t\":\"s[123]\",\"k\":\\[\"k-0-\\d+\",1,true]}"));
    assertThat(drawn.stream().map(Request::body).filter(body -> body != null))
        .doesNotHaveDuplicates();
    assertThat(drawn)
        .filteredOn(request -> request.body() == null)
        .allSatisfy(
            request ->
                assertThat(request.path())
                    .matches("/s/[123]\\?by=(day|1%20h)&from=2015-01-\\d\\d&to=2015-0[12]-\\d\\d"));
  }

  @Test
  @DisplayName("The seed alone decides the requests")
  void seeded() {
    PreparedScenario prepared = PreparedScenario.of(Scenario.read("t.yml", VALID));
    List<String> first = draw(prepared, 5, 100).stream().map(Request::path).toList();
    assertThat(draw(prepared, 5, 100).stream().map(Request::path).toList()).isEqualTo(first);
    assertThat(draw(prepared, 6, 100).stream().map(Request::path).toList()).isNotEqualTo(first);
  }

  @Test
  @DisplayName("With skew zipf the first value is drawn twice as often as the second")
  void zipf() {
    Variable.Skew skew = Variable.Skew.of(Variable.Skew.Kind.ZIPF, 40);
    Map<Integer, Integer> counts = new HashMap<>();
    java.util.SplittableRandom random = new java.util.SplittableRandom(1);
    IntStream.range(0, 100_000).forEach(i -> counts.merge(skew.pick(random), 1, Integer::sum));
    // Shares 1/k over the 40th harmonic number, 4.2785.
    assertThat(counts.get(0)).isBetween(22_800, 23_950);
    assertThat(counts.get(1)).isBetween(11_200, 12_170);
    assertThat(counts.get(39)).isBetween(450, 720);
    assertThat(counts.keySet()).allMatch(index -> index >= 0 && index < 40);
  }

  @Test
  @DisplayName("The point of sale's scenario has the groups of requirement P3 [P3]")
  void pointOfSale() throws Exception {
    Scenario scenario = Scenario.read(Path.of("../services/pos/src/main/resources/scenario.yml"));
    assertThat(scenario.groups())
        .extracting(group -> group.name() + " " + group.requests() + "@" + group.concurrent())
        .containsExactly(
            "sign-in 50@5", "health 200@50", "menu 200@20", "orders 100@10", "analytics 50@5");
  }

  private static List<Request> draw(PreparedScenario prepared, long seed, int count) {
    RequestSource source = prepared.requests(prepared.scenario.groups.get(0), seed);
    return IntStream.range(0, count).mapToObj(i -> source.next()).toList();
  }
}
