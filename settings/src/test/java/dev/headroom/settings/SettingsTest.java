package dev.headroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Accepted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @TempDir Path folder;

  /**
   * A key with its default and another value, each as the record holds it.
   *
   * @param written the other value as a user writes it
   */
  record Case(
      String path, Function<Settings, Object> get, Object standard, String written, Object other) {
    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Case> keys() {
    return Stream.of(
        new Case("observe.samples", s -> s.observe().samples(), false, "true", true),
        new Case(
            "observe.slow-threshold",
            s -> s.observe().slowThreshold(),
            Duration.ofMillis(100),
            "250ms",
            Duration.ofMillis(250)),
        new Case(
            "observe.slow-request-threshold",
            s -> s.observe().slowRequestThreshold(),
            Duration.ofMillis(500),
            "2s",
            Duration.ofSeconds(2)),
        new Case("observe.max-endpoints", s -> s.observe().maxEndpoints(), 500, "7", 7),
        new Case("observe.max-statements", s -> s.observe().maxStatements(), 2000, "1_000", 1000),
        new Case("observe.profile", s -> s.observe().profile(), true, "false", false),
        new Case("observe.plans", s -> s.observe().plans(), false, "true", true),
        new Case("agent.port", s -> s.agent().port(), 0, "-1", -1),
        new Case("agent.report", s -> s.agent().report(), "headroom-findings", "out/f", "out/f"),
        new Case(
            "agent.application",
            s -> s.agent().application(),
            List.of(),
            "com.acme,org.acme",
            List.of("com.acme", "org.acme")),
        new Case(
            "agent.drivers", s -> s.agent().drivers(), List.of(), "x.jdbc", List.of("x.jdbc")));
  }

  @Test
  @DisplayName("every key is proved here, and only keys that exist")
  void everyKeyIsProved() {
    assertThat(keys().map(Case::path).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(Key.values()).map(Key::path).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("keys")
  @DisplayName("a key has its default, and each source sets it, the stronger over the weaker")
  void keyInEverySource(Case each) throws Exception {
    String name = each.path().substring(each.path().indexOf('.') + 1);
    String section = each.path().substring(0, each.path().indexOf('.'));
    String variable =
        "HEADROOM_" + each.path().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    String bound =
        "HEADROOM_"
            + section.toUpperCase(Locale.ROOT)
            + "_"
            + name.replace("-", "").toUpperCase(Locale.ROOT);
    String property = "headroom." + each.path();
    String line = section + ":\n  " + name + ": " + each.written() + "\n";
    String defaultLine = section + ":\n  " + name + ": " + text(each.standard()) + "\n";

    assertThat(each.get().apply(settings("", Map.of(), Map.of()))).isEqualTo(each.standard());
    assertThat(each.get().apply(settings(line, Map.of(), Map.of()))).isEqualTo(each.other());
    assertThat(each.get().apply(settings("", Map.of(variable, each.written()), Map.of())))
        .isEqualTo(each.other());
    assertThat(each.get().apply(settings("", Map.of(bound, each.written()), Map.of())))
        .as("as Spring writes it")
        .isEqualTo(each.other());
    assertThat(each.get().apply(settings("", Map.of(), Map.of(property, each.written()))))
        .isEqualTo(each.other());
    assertThat(each.get().apply(settings(defaultLine, Map.of(variable, each.written()), Map.of())))
        .isEqualTo(each.other());
    assertThat(
            each.get()
                .apply(
                    settings(
                        defaultLine,
                        Map.of(variable, text(each.standard())),
                        Map.of(property, each.written()))))
        .isEqualTo(each.other());
  }

  /** A value weaker than the one that is to hold. */
  private static String text(Object standard) {
    if (standard instanceof Duration duration) {
      return duration.toMillis() + "ms";
    }
    return standard instanceof List<?> ? "some.prefix" : standard.toString();
  }

  @Test
  @DisplayName("lists may be written as lists")
  void lists() throws Exception {
    Settings settings =
        settings("agent: {application: [com.acme, org.acme.], drivers: x}", Map.of(), Map.of());
    assertThat(settings.agent().application()).containsExactly("com.acme", "org.acme.");
    assertThat(settings.agent().drivers()).containsExactly("x");
  }

  @Test
  @DisplayName("nothing written, or everything commented out, gives the defaults")
  void nothing() throws Exception {
    Settings defaults =
        new Settings(
            ObserveSettings.DEFAULTS, AgentSettings.DEFAULTS, Map.of("slow", "100ms"), List.of());
    assertThat(Settings.read(null, Map.of(), Map.of())).isEqualTo(defaults);
    for (String text :
        List.of("", "\n\n", "# observe:\n", "observe:\nagent:\nthresholds:\n", "---\n")) {
      assertThat(settings(text, Map.of(), Map.of())).as(text).isEqualTo(defaults);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "production, 500",
    "Prod, 500",
    "development, 100",
    "staging, 100",
    "'', 100",
  })
  @DisplayName("P1: ENVIRONMENT chooses the default slow threshold")
  void environment(String environment, long millis) throws Exception {
    Map<String, String> named = Map.of("ENVIRONMENT", environment);
    assertThat(settings("", named, Map.of()).observe().slowThreshold().toMillis())
        .isEqualTo(millis);
    assertThat(settings("", named, Map.of()).thresholds()).containsEntry("slow", millis + "ms");
    assertThat(
            settings("observe: {slow-threshold: 7ms}", named, Map.of())
                .observe()
                .slowThreshold()
                .toMillis())
        .isEqualTo(7);
  }

  @Test
  @DisplayName("W8: SLOW_QUERY_THRESHOLD_MS is stronger than the file, weaker than the own name")
  void deploymentNames() throws Exception {
    String file = "observe: {slow-threshold: 7ms, slow-request-threshold: 8ms}";
    Map<String, String> names =
        Map.of("SLOW_QUERY_THRESHOLD_MS", "20", "PERFORMANCE_THRESHOLD_MS", "30");
    ObserveSettings observe = settings(file, names, Map.of()).observe();
    assertThat(observe.slowThreshold().toMillis()).isEqualTo(20);
    assertThat(observe.slowRequestThreshold().toMillis()).isEqualTo(30);
    assertThat(
            settings(
                    file,
                    Map.of(
                        "SLOW_QUERY_THRESHOLD_MS", "20", "HEADROOM_OBSERVE_SLOW_THRESHOLD", "40ms"),
                    Map.of())
                .observe()
                .slowThreshold()
                .toMillis())
        .isEqualTo(40);
    assertThatThrownBy(() -> settings("", Map.of("SLOW_QUERY_THRESHOLD_MS", "fast"), Map.of()))
        .hasMessage("SLOW_QUERY_THRESHOLD_MS must be whole milliseconds such as 100, was 'fast'");
    assertThat(settings("", Map.of("SLOW_QUERY_THRESHOLD_MS", ""), Map.of()).observe())
        .isEqualTo(ObserveSettings.DEFAULTS);
  }

  @Test
  @DisplayName("thresholds come from each source by the names of diagnosis")
  void thresholds() throws Exception {
    assertThat(
            settings(
                    "thresholds: {slow: 50ms, n-plus-one-minimum: 8, flow: 0.9}",
                    Map.of("HEADROOM_THRESHOLDS_N_PLUS_ONE_MINIMUM", "9"),
                    Map.of("headroom.thresholds.flow", "0.7"))
                .thresholds())
        .isEqualTo(Map.of("slow", "50ms", "n-plus-one-minimum", "9", "flow", "0.7"));
    assertThat(settings("observe: {slow-threshold: 2s}", Map.of(), Map.of()).thresholds())
        .isEqualTo(Map.of("slow", "2000ms"));
  }

  @Test
  @DisplayName("accepted findings are read with reason, expiry and share")
  void accepted() throws Exception {
    Settings settings =
        settings(
            """
            accepted:
              - {finding: n-plus-one-3fa91c02, reason: "three rows: fine", until: 2027-03-01, share: 0.04}
            budgets: [{anything: here}]
            """,
            Map.of(),
            Map.of());
    assertThat(settings.accepted())
        .containsExactly(
            new Accepted(
                "n-plus-one-3fa91c02", "three rows: fine", LocalDate.of(2027, 3, 1), 0.04));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "observe: {sampels: true}|:1:11: unknown key of observe 'sampels': did you mean samples?",
        "obsrve: {}|:1:1: unknown key of the settings 'obsrve': did you mean observe?",
        "observe: {samples: maybe}|:1:20: observe.samples must be true or false, was 'maybe'",
        "observe: {samples: }|:1:19: observe.samples needs a value",
        "observe: {samples: [true, false]}|:1:20: observe.samples must be one value",
        "observe: {slow-threshold: 100}|:1:27: observe.slow-threshold must be a duration such as",
        "observe: {slow-threshold: 0ms}|:1:27: observe.slow-threshold must be a duration above 0",
        "observe: {max-endpoints: 0}|:1:26: observe.max-endpoints must be a whole number from 1 to",
        "observe: {max-statements: 99999999999}|:1:27: observe.max-statements must be a whole number",
        "agent: {port: 65536}|:1:15: agent.port must be a whole number from -1 to 65535, was '65536'",
        "agent: {drivers: [a b]}|:1:18: agent.drivers must be package prefixes such as com.example",
        "agent: 7|:1:8: agent must be a mapping",
        "- 1|:1:1: the settings must be a mapping",
        "thresholds: {slow: {a: 1}}|:1:20: thresholds.slow needs a value",
        "accepted: 3|:1:11: accepted must be a list of {finding, reason, until, share}",
        "accepted: [{finding: a}]|:1:12: an accepted finding needs 'reason'",
        "accepted: [{finding: a, reason: b, until: soon, share: 0}]|:1:43: 'until' must be a day such",
        "accepted: [{finding: a, reason: b, until: 2027-01-01, share: x}]|:1:62: 'share' must be 0..1",
        "accepted: [{finding: a, reason: b, until: 2027-01-01, share: 2}]|a has share 2.0; write 0..1",
        "observe: {profile: true, profile: false}|:1:26: the key 'profile' stands here a second time",
        "observe: {profile: &a true}|:1:20: anchors (&name) and aliases (*name) are not read",
        "observe: {profile: !!int 1}|:1:20: tags (",
        "observe: {profile: true|:1:24: is not YAML:",
      })
  @DisplayName("what is wrong is refused with file, line, column and what to write instead")
  void refused(String text, String message) {
    assertThatThrownBy(() -> settings(text, Map.of(), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(folder.resolve("headroom.yml") + ":")
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("wrong names and values of the environment and of properties are refused by name")
  void refusedElsewhere() {
    assertThatThrownBy(() -> settings("", Map.of("HEADROOM_OBSERVE_SAMPELS", "true"), Map.of()))
        .hasMessageContaining("unknown setting 'HEADROOM_OBSERVE_SAMPELS'")
        .hasMessageContaining("did you mean HEADROOM_OBSERVE_SAMPLES ");
    assertThatThrownBy(() -> settings("", Map.of(), Map.of("headroom.agent.prot", "1")))
        .hasMessageContaining("did you mean headroom.agent.port");
    assertThatThrownBy(() -> settings("", Map.of(), Map.of("headroom.agent.port", "x")))
        .hasMessage("headroom.agent.port: agent.port must be a whole number, was 'x'");
    assertThatThrownBy(() -> settings("", Map.of("HEADROOM_AGENT_PORT", "70000"), Map.of()))
        .hasMessageStartingWith("HEADROOM_AGENT_PORT: agent.port must be a whole number from -1");
  }

  @Test
  @DisplayName("names of other sections belong to others")
  void othersNames() throws Exception {
    assertThat(
            settings(
                "",
                Map.of("HEADROOM_CACHE_NAMES", "x", "HEADROOM_DEBUG", "1", "HOME", "/"),
                Map.of("headroom.admin.role", "ADMIN", "headroom.home", "x")))
        .isEqualTo(Settings.read(null, Map.of(), Map.of()));
  }

  @Test
  @DisplayName("the file is the one that was named, or headroom.yml of the working directory")
  void whichFile() {
    assertThat(
            Settings.file(Map.of("HEADROOM_CONFIG", "b.yml"), Map.of("headroom.config", "a.yml")))
        .contains(Path.of("a.yml"));
    assertThat(Settings.file(Map.of("HEADROOM_CONFIG", "b.yml"), Map.of()))
        .contains(Path.of("b.yml"));
    assertThat(Settings.file(Map.of(), Map.of())).isEmpty();
    assertThatThrownBy(() -> Settings.read(folder.resolve("none.yml"), Map.of(), Map.of()))
        .hasMessage(folder.resolve("none.yml") + ": there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ms", "1 h", "-1s", "1.5s", "10000000000ms", "", "s5"})
  @DisplayName("what is no duration is none")
  void durations(String text) {
    assertThat(YamlKeys.duration(text)).isEmpty();
  }

  @Test
  @DisplayName("the sections in the settings are those of the documentation")
  void sections() {
    assertThat(Stream.of(Key.values()).map(Key::section).collect(Collectors.toSet()))
        .isEqualTo(Set.of("observe", "agent"));
  }

  private Settings settings(
      String text, Map<String, String> environment, Map<String, String> properties)
      throws Exception {
    Path file = Files.writeString(folder.resolve("headroom.yml"), text);
    return Settings.read(file, environment, properties);
  }
}
