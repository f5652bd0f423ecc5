package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Accepted;
import dev.headroom.loop.Finding;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An accepted finding")
class AcceptanceTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final String ID = "n-plus-one-3fa91c02";
  private static final Finding FINDING = Findings.of(ID, 0.04);

  @Test
  @DisplayName("is hidden to its last day, without a word")
  void hidden() {
    Acceptance today = Acceptance.of(List.of(FINDING), List.of(accepted(TODAY, 0.04)), TODAY);
    assertThat(today.hidden()).containsExactly(FINDING);
    assertThat(today.shown()).isEmpty();
    assertThat(today.notes()).isEmpty();
  }

  @Test
  @DisplayName("is shown from the day after, with its reason and what to do")
  void expired() {
    Acceptance later =
        Acceptance.of(List.of(FINDING), List.of(accepted(TODAY.minusDays(1), 0.04)), TODAY);
    assertThat(later.shown()).containsExactly(FINDING);
    assertThat(later.notes())
        .containsExactly(
            ID
                + " was accepted until 2026-11-20 (a batch of ten): fix it, or accept it again with"
                + " a later day.");
  }

  @Test
  @DisplayName("comes back above 1.5 times its share, if that is more than 0.01 above it")
  void grown() {
    assertThat(shown(0.04, 0.060)).isFalse();
    assertThat(shown(0.04, 0.061)).isTrue();
    assertThat(shown(0.002, 0.011)).as("grown fivefold, and still small").isFalse();
    assertThat(shown(0.002, 0.013)).isTrue();
    assertThat(shown(0, 0.5)).isTrue();
    assertThat(shown(1, 1)).isFalse();
    assertThat(
            Acceptance.of(List.of(Findings.of(ID, 0.1)), List.of(accepted(TODAY, 0.04)), TODAY)
                .notes()
                .get(0))
        .contains("accepted at 4.0 %", "is now 10.0 %", "share: 0.100");
  }

  @Test
  @DisplayName("that is not there any more is told, and so is an id that none can have")
  void notThere() {
    Acceptance acceptance =
        Acceptance.of(
            List.of(),
            List.of(
                accepted(TODAY, 0.04), new Accepted("n-plus-on-3fa91c02", "typed", TODAY, 0.04)),
            TODAY);
    assertThat(acceptance.notes())
        .anySatisfy(note -> assertThat(note).contains(ID, "was not found"))
        .anySatisfy(note -> assertThat(note).contains("did you mean n-plus-one"));
  }

  @Test
  @DisplayName("that was accepted twice holds to the later day")
  void twice() {
    List<Accepted> both = List.of(accepted(TODAY.minusDays(9), 0.04), accepted(TODAY, 0.04));
    assertThat(Acceptance.of(List.of(FINDING), both, TODAY).shown()).isEmpty();
  }

  @Test
  @DisplayName("leaves the others as they are, in their order")
  void others() {
    Finding first = Findings.of("own-code-00000001", 0.5);
    Finding last = Findings.of("own-code-00000002", 0.01);
    Acceptance some =
        Acceptance.of(List.of(first, FINDING, last), List.of(accepted(TODAY, 0.04)), TODAY);
    assertThat(some.shown()).containsExactly(first, last);
  }

  private static boolean shown(double accepted, double now) {
    return !Acceptance.of(List.of(Findings.of(ID, now)), List.of(accepted(TODAY, accepted)), TODAY)
        .shown()
        .isEmpty();
  }

  private static Accepted accepted(LocalDate until, double share) {
    return new Accepted(ID, "a batch of ten", until, share);
  }
}
