package dev.headroom.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FindingTest {

  private static final Evidence NONE = new Evidence(-1, -1, -1, -1, -1, -1, -1, "", "", "");

  @Test
  @DisplayName(
      "a finding's id is the same in every run, and differs by kind, endpoint and statement")
  void idIsStable() {
    String id = Finding.idOf(FindingKind.N_PLUS_ONE, "GET /orders", "select ? from t");
    assertThat(id)
        .isEqualTo(Finding.idOf(FindingKind.N_PLUS_ONE, "GET /orders", "select ? from t"))
        .matches("n-plus-one-[0-9a-f]{8}")
        .isNotEqualTo(Finding.idOf(FindingKind.N_PLUS_ONE, "GET /order", "select ? from t"))
        .isNotEqualTo(Finding.idOf(FindingKind.N_PLUS_ONE, "GET /orders", "select ? from u"));
  }

  @Test
  @DisplayName("a fix answers a finding of its kind, endpoint and table, and no other")
  void fixAnswersFinding() {
    Fix fix =
        new Fix(
            "menu-joined",
            Scope.REQUEST,
            "",
            true,
            List.of(new Fix.Remedy(FindingKind.N_PLUS_ONE, "GET /menu", "item")));
    assertThat(
            fix.answers(
                finding(FindingKind.N_PLUS_ONE, "GET /menu", "select a from item i where b = ?")))
        .isTrue();
    assertThat(
            fix.answers(
                finding(
                    FindingKind.N_PLUS_ONE, "GET /menu", "select a from c join \"item\" i on ?")))
        .isTrue();
    assertThat(
            fix.answers(
                finding(
                    FindingKind.N_PLUS_ONE, "GET /menu", "select a from \"public\".\"item\" i")))
        .isTrue();
    assertThat(
            fix.answers(
                finding(
                    FindingKind.N_PLUS_ONE, "GET /menu", "select a from item_group where b = ?")))
        .isFalse();
    assertThat(fix.answers(finding(FindingKind.SLOW_STATEMENT, "GET /menu", "select a from item")))
        .isFalse();
    assertThat(fix.answers(finding(FindingKind.N_PLUS_ONE, "GET /x", "select a from item")))
        .isFalse();
  }

  @Test
  @DisplayName("a share outside 0..1 is refused")
  void shareIsChecked() {
    assertThatThrownBy(
            () ->
                new Finding(
                    "x", FindingKind.N_PLUS_ONE, "", "", "", 1.1, Confidence.LOW, 0, "", "", NONE))
        .hasMessageContaining("1.1");
  }

  private static Finding finding(FindingKind kind, String endpoint, String statement) {
    return new Finding(
        Finding.idOf(kind, endpoint, statement),
        kind,
        endpoint,
        statement,
        "",
        0.5,
        Confidence.HIGH,
        0,
        "",
        "",
        NONE);
  }
}
