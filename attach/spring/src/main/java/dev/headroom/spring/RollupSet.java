package dev.headroom.spring;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Scope;
import dev.headroom.rollup.Rollup;
import java.util.List;

/**
 * The rollups of a service, from wherever they were declared, and their fixes.
 *
 * @param all in the order of declaration
 */
record RollupSet(List<Rollup> all) {

  /** Switches the reading half; the maintaining half has no switch. */
  static String fixId(String rollup) {
    return "rollup-" + rollup.replaceAll("_+", "-").replaceAll("-$", "");
  }

  List<Fix> fixes() {
    return all.stream().map(RollupSet::fix).toList();
  }

  private static Fix fix(Rollup rollup) {
    String table = rollup.table().substring(rollup.table().indexOf('.') + 1);
    return new Fix(
        fixId(rollup.name()),
        Scope.REQUEST,
        "Figures of " + rollup.table() + " from the rollup " + rollup.name(),
        false,
        List.of(new Fix.Remedy(FindingKind.REPEATED_AGGREGATION, "*", table)));
  }
}
