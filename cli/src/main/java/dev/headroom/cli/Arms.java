package dev.headroom.cli;

import dev.headroom.advise.Advice;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Nearest;
import dev.headroom.loop.Scope;
import dev.headroom.prove.Arm;
import dev.headroom.prove.Attribution;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The arms of a proof, from what the service offers and what was found. All fixes are those that
 * answer a finding, and those that no finding asks for (limits and the like): what these cost is
 * part of the figures.
 */
record Arms(Arm asFound, Arm baseline, Arm all, List<Fix> known, List<String> ranked) {

  /** Before anything is found: as found is all there is. */
  static final Arms NONE =
      new Arms(
          new Arm(Proving.AS_FOUND, Set.of()),
          new Arm(Proving.BASELINE, Set.of()),
          new Arm(Proving.ALL, Set.of()),
          List.of(),
          List.of());

  static Arms of(List<Fix> offered, List<Finding> findings, Advice advice, List<String> only) {
    refuseUnknown(offered, only);
    Set<String> ranked = new LinkedHashSet<>();
    for (Finding finding : findings) {
      offered.stream()
          .filter(fix -> fix.answers(finding))
          .map(Fix::id)
          .filter(id -> only.isEmpty() || only.contains(id))
          .filter(id -> !id.equals(Indexes.ADVISED) || !advice.indexes().isEmpty())
          .forEach(ranked::add);
    }
    Set<String> baseline =
        offered.stream()
            .filter(fix -> fix.baseline() && fix.scope() == Scope.REQUEST)
            .map(Fix::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    baseline.add(Indexes.BY_HAND);
    Set<String> all = new LinkedHashSet<>(ranked);
    offered.stream()
        .filter(fix -> fix.remedies().isEmpty() && fix.scope() != Scope.DATABASE)
        .map(Fix::id)
        .filter(id -> only.isEmpty() || only.contains(id))
        .forEach(all::add);
    return new Arms(
        new Arm(Proving.AS_FOUND, Set.of()),
        new Arm(Proving.BASELINE, baseline),
        new Arm(Proving.ALL, all),
        offered,
        List.copyOf(ranked));
  }

  /** Bad input should not cost a run: to be asked as soon as the service tells its fixes. */
  static void refuseUnknown(List<Fix> offered, List<String> only) {
    List<String> ids = offered.stream().map(Fix::id).toList();
    for (String id : only) {
      if (!ids.contains(id)) {
        throw new IllegalArgumentException(Nearest.unknown("fix", id, ids));
      }
    }
  }

  List<Arm> three() {
    return List.of(asFound, baseline, all);
  }

  /** What is told to a process: all but indexes. */
  Set<String> flags(Set<String> on) {
    return known.stream()
        .filter(fix -> fix.scope() != Scope.DATABASE && on.contains(fix.id()))
        .map(Fix::id)
        .collect(Collectors.toSet());
  }

  /** Those of PROCESS scope among these: who differs in them needs another process. */
  Set<String> process(Set<String> on) {
    return known.stream()
        .filter(fix -> fix.scope() == Scope.PROCESS && on.contains(fix.id()))
        .map(Fix::id)
        .collect(Collectors.toSet());
  }

  /** The fixes that answer the largest findings. */
  List<String> factors(int most) {
    return ranked.stream().limit(most).toList();
  }

  /** The design's arms; fixes that are no factor stay on. */
  List<Arm> design(List<String> factors) {
    Set<String> rest = new LinkedHashSet<>(all.on());
    rest.removeAll(factors);
    return Attribution.rows(factors).stream()
        .map(
            row -> {
              Set<String> on = new LinkedHashSet<>(rest);
              on.addAll(row.on());
              return new Arm(row.arm(), on);
            })
        .toList();
  }
}
