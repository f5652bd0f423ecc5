package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Accepted;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FindingRulesTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  /** One statement of 200 ms in requests of 250 ms: a share of 0.8. */
  private static Observations slow() {
    long ms = 1_000_000;
    return new Observations(
        Observations.VERSION,
        1_000 * ms,
        List.of(
            new EndpointObservation(
                "GET /a", 10, 0, 2_500 * ms, 2_000 * ms, 0, 0, 10, 0, 0, 0, 1, 1, 1, 1)),
        List.of(
            new StatementObservation(
                "GET /a",
                "select x from t",
                "",
                "",
                10,
                10,
                2_000 * ms,
                200 * ms,
                200 * ms,
                0,
                10,
                0,
                0,
                0,
                0,
                1,
                1,
                10,
                -1,
                "",
                Double.NaN,
                10,
                List.of())),
        new Observations.Dropped(0, 0, 0));
  }

  private static List<Finding> findings(Accepted... accepted) {
    return new FindingRules(Thresholds.DEFAULTS, List.of(accepted), CLOCK).findings(slow());
  }

  private static List<String> notes(Accepted accepted) {
    return new FindingRules(Thresholds.DEFAULTS, List.of(accepted), CLOCK).judge(slow()).allNotes();
  }

  @Test
  @DisplayName("an accepted finding is not shown until its day has passed or it has grown")
  void accepted() {
    List<Finding> all = findings();
    assertThat(all).isNotEmpty();
    Finding slow = all.get(0);
    assertThat(slow.shareOfTime()).isEqualTo(0.8);
    assertThat(findings(new Accepted(slow.id(), "nightly", TODAY, 0.8))).doesNotContain(slow);
    assertThat(findings(new Accepted(slow.id(), "nightly", TODAY, 0.54))).doesNotContain(slow);
    assertThat(findings(new Accepted(slow.id(), "nightly", TODAY, 0.53))).contains(slow);
    Accepted ended = new Accepted(slow.id(), "nightly", TODAY.minusDays(1), 0.8);
    assertThat(findings(ended)).contains(slow);
    assertThat(notes(ended)).singleElement().asString().contains("was accepted until", "nightly");
    assertThat(notes(new Accepted(slow.id(), "nightly", TODAY, 0.8)))
        .containsExactly("Accepted and not shown: " + slow.id() + ".");
  }

  @Test
  @DisplayName("thresholds and accepted findings are read from the application's properties")
  void properties() {
    HeadroomProperties read =
        bind(
            Map.of(
                "headroom.observe.slow-threshold", "300ms",
                "headroom.observe.max-endpoints", "10",
                "headroom.thresholds.n-plus-one-minimum", "8",
                "headroom.accepted[0].finding", "n-plus-one-3fa91c02",
                "headroom.accepted[0].reason", "nightly",
                "headroom.accepted[0].until", "2027-03-01",
                "headroom.accepted[0].share", "0.04"));
    assertThat(read.lines().statements().slow()).isEqualTo(Duration.ofMillis(300));
    assertThat(read.lines().statements().nPlusOneMinimum()).isEqualTo(8);
    assertThat(read.observe().options().maxEndpoints()).isEqualTo(10);
    assertThat(read.observe().profile()).isNull();
    assertThat(read.observe().plans()).isFalse();
    assertThat(read.fleet().enabled()).isFalse();
    assertThat(read.acceptances())
        .containsExactly(
            new Accepted("n-plus-one-3fa91c02", "nightly", LocalDate.of(2027, 3, 1), 0.04));
  }

  @Test
  @DisplayName("a wrong threshold, day or double acceptance is refused with what to write instead")
  void refused() {
    assertThatThrownBy(() -> bind(Map.of("headroom.thresholds.n-plus-one-minimun", "8")).lines())
        .hasMessageContaining("n-plus-one-minimum");
    assertThatThrownBy(
            () ->
                bind(Map.of(
                        "headroom.accepted[0].finding", "a",
                        "headroom.accepted[0].reason", "b",
                        "headroom.accepted[0].until", "soon"))
                    .acceptances())
        .hasMessageContaining("2027-03-01");
    assertThatThrownBy(() -> bind(Map.of("headroom.accepted[0].share", "0.1")).acceptances())
        .hasMessageContaining("finding, reason and until");
    Accepted one = new Accepted("a-1", "b", TODAY, 0);
    assertThatThrownBy(() -> findings(one, one)).hasMessageContaining("twice");
  }

  private static HeadroomProperties bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("headroom", HeadroomProperties.class);
  }
}
