package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.advise.Advice;
import dev.headroom.advise.WorkloadCost;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvingTest {

  private static final Advice NO_INDEX =
      new Advice(
          List.of(),
          List.of(),
          List.of(),
          new WorkloadCost(0, 0, 0, 0),
          new WorkloadCost(0, 0, 0, 0),
          true,
          0);

  private final List<Fix> offered =
      List.of(
          fix("indexes", Scope.DATABASE, true, FindingKind.MISSING_INDEX),
          fix("joined", Scope.REQUEST, true, FindingKind.N_PLUS_ONE),
          fix("cache", Scope.REQUEST, false, FindingKind.CACHEABLE_READ),
          fix("idle", Scope.REQUEST, false, FindingKind.REDUNDANT_READ),
          new Fix("limits", Scope.REQUEST, "limits", false, List.of()));

  @Test
  @DisplayName(
      "the arm with all fixes has those that answer a finding, those that none asks for, and no"
          + " other")
  void onlyWhatIsFound() {
    Arms arms =
        Arms.of(
            offered,
            List.of(finding(FindingKind.CACHEABLE_READ), finding(FindingKind.N_PLUS_ONE)),
            NO_INDEX,
            List.of());
    assertThat(arms.all().on()).containsExactlyInAnyOrder("cache", "joined", "limits");
    assertThat(arms.factors(9)).containsExactly("cache", "joined");
    assertThat(arms.asFound().on()).isEmpty();
  }

  @Test
  @DisplayName("the competent baseline has its fixes and indexes by hand, whatever was found")
  void baseline() {
    Arms arms = Arms.of(offered, List.of(), NO_INDEX, List.of());
    assertThat(arms.baseline().on()).containsExactlyInAnyOrder("joined", Indexes.BY_HAND);
    assertThat(arms.flags(arms.baseline().on())).containsExactly("joined");
  }

  @Test
  @DisplayName("indexes are switched on only where an index is advised")
  void noIndexAdvised() {
    assertThat(
            Arms.of(offered, List.of(finding(FindingKind.MISSING_INDEX)), NO_INDEX, List.of())
                .all()
                .on())
        .containsExactly("limits");
  }

  @Test
  @DisplayName("--fixes keeps only these, and an unknown one is refused with the nearest")
  void onlySome() {
    List<Finding> findings =
        List.of(finding(FindingKind.CACHEABLE_READ), finding(FindingKind.N_PLUS_ONE));
    assertThat(Arms.of(offered, findings, NO_INDEX, List.of("joined")).all().on())
        .containsExactly("joined");
    assertThatThrownBy(() -> Arms.of(offered, findings, NO_INDEX, List.of("cach")))
        .hasMessageContaining("unknown fix 'cach'")
        .hasMessageContaining("did you mean cache?");
  }

  @Test
  @DisplayName("fixes that are no factor stay on while the others are told apart")
  void design() {
    Arms arms =
        Arms.of(
            offered,
            List.of(finding(FindingKind.CACHEABLE_READ), finding(FindingKind.N_PLUS_ONE)),
            NO_INDEX,
            List.of());
    assertThat(arms.design(List.of("cache")))
        .hasSize(24)
        .allMatch(arm -> arm.on().containsAll(Set.of("joined", "limits")));
    assertThat(arms.design(List.of("cache")))
        .filteredOn(arm -> arm.on().contains("cache"))
        .hasSize(12);
  }

  @Test
  @DisplayName("a fix of PROCESS scope that answers a finding is on, in a process that has it")
  void process() {
    List<Fix> withProcess = new ArrayList<>(offered);
    withProcess.add(fix("sqlite", Scope.PROCESS, false, FindingKind.SQLITE_NOT_TUNED));
    Arms arms =
        Arms.of(withProcess, List.of(finding(FindingKind.SQLITE_NOT_TUNED)), NO_INDEX, List.of());
    assertThat(arms.all().on()).containsExactlyInAnyOrder("sqlite", "limits");
    assertThat(arms.process(arms.all().on())).containsExactly("sqlite");
    assertThat(arms.process(arms.baseline().on())).isEmpty();
    assertThat(arms.flags(arms.all().on())).containsExactlyInAnyOrder("sqlite", "limits");
  }

  @Test
  @DisplayName("an arm's copy of a SQLite file has the arm's own indexes, and no other's")
  void listed(@TempDir Path folder) throws Exception {
    Path byHand = folder.resolve("indexes.sql");
    Files.writeString(byHand, "create index if not exists run_user on run (user_id, at);");
    Indexes indexes = Indexes.listed(byHand, NO_INDEX);
    assertThat(indexes.ddl(Set.of(Indexes.BY_HAND)))
        .containsExactly("create index by_hand_run_user on run (user_id, at)");
    assertThat(indexes.ddl(Set.of("joined"))).isEmpty();
    assertThat(indexes.shown(Set.of(Indexes.BY_HAND))).isEqualTo("by hand");
    assertThat(indexes.shown(Set.of(Indexes.ADVISED))).isEmpty();
  }

  @Test
  @DisplayName("serve takes all, none or known fixes")
  void served() {
    List<String> known = List.of("a-fix", "b-fix");
    assertThat(ServeCommand.wanted(List.of("all"), known))
        .containsExactlyInAnyOrder("a-fix", "b-fix");
    assertThat(ServeCommand.wanted(List.of("none"), known)).isEmpty();
    assertThat(ServeCommand.wanted(List.of("b-fix"), known)).isEqualTo(Set.of("b-fix"));
    assertThatThrownBy(() -> ServeCommand.wanted(List.of("b-fx"), known))
        .hasMessageContaining("did you mean b-fix");
  }

  @Test
  @DisplayName("the hand-made indexes of the point of sale are read from its own file")
  void handMade() throws Exception {
    assertThat(Indexes.handMade(Path.of("../services/pos/src/main/resources/db/fixes/indexes.sql")))
        .hasSize(8)
        .anyMatch(
            index ->
                index[0].equals("by_hand_payment_order")
                    && index[1].equals("on payment (order_id)"));
  }

  private static Fix fix(String id, Scope scope, boolean baseline, FindingKind kind) {
    return new Fix(id, scope, id, baseline, List.of(new Fix.Remedy(kind, "*", "*")));
  }

  private static Finding finding(FindingKind kind) {
    return new Finding(
        Finding.idOf(kind, "GET /a", "select a"),
        kind,
        "GET /a",
        "select a",
        "",
        0.1,
        Confidence.HIGH,
        0,
        "",
        "",
        new Evidence(-1, -1, -1, -1, -1, -1, -1, "", "", ""));
  }
}
