package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses indexes for the whole workload: greedy by benefit per size, where an index may also take
 * the place of one that it extends (Schlosser, Kossmann, Boissier, "Efficient Scalable
 * Multi-Attribute Index Selection Using Recursive Strategies", ICDE 2019); then exchanges; then
 * ablation: each is taken away, the workload planned again, and only what carries weight stays;
 * then every statement is compared with how it was found. Beside a statement that reads a whole
 * table nothing else weighs anything, so the search is repeated against what is left once such
 * statements are served.
 */
final class Selection {

  /** A saving that the planner does not expect at all is noise of the clock. */
  private static final double AGREED = 0.9;

  /** Times of equal plans differ by as much on a machine that does other things too. */
  private static final double NOISE = 0.15;

  private static final double NOISE_MICROS = 10;

  private static final int MOST_LOOKS = 8;
  private static final int EXACT = 7;

  /** Of what the workload still costs, the part that larger indexes must take to be worth it. */
  private static final double NEGLIGIBLE = 0.03;

  private static final int PASSES = 3;

  /** What is left must be less than this share of what it was for another pass. */
  private static final double FELL = 0.8;

  private static final double WORSE = 1.25;
  private static final double WORSE_MICROS = 100;

  private final Costs costs;
  private final Writes writes;
  private final List<Query> queries;
  private final AdviceOptions options;
  private final Map<Candidate, Long> sizes;
  private final BooleanSupplier timeUp;
  private final Map<Candidate, String> refused = new LinkedHashMap<>();

  /** What fees are a share of: what the workload costs with the choice before. */
  private double reference;

  Selection(
      Costs costs,
      Writes writes,
      List<Query> queries,
      AdviceOptions options,
      Map<Candidate, Long> sizes,
      BooleanSupplier timeUp) {
    this.costs = costs;
    this.writes = writes;
    this.queries = queries;
    this.options = options;
    this.sizes = sizes;
    this.timeUp = timeUp;
  }

  /** Why candidates were not taken, as far as there is more to say than "no benefit". */
  Map<Candidate, String> refused() {
    return refused;
  }

  /** Work of the whole workload, writes included, and a fee for each index that must be earned. */
  private double total(Collection<Candidate> choice) throws SQLException {
    return work(choice) + choice.size() * fee();
  }

  private double fee() {
    return options.minimumShare() * reference;
  }

  private double work(Collection<Candidate> choice) throws SQLException {
    double sum = writes.work(choice);
    for (Query query : queries) {
      sum += query.executions() * costs.of(query, choice).work();
    }
    return sum;
  }

  /** Whether a smaller choice does as well, as far as pages tell and time can be trusted. */
  private boolean asGood(Set<Candidate> small, Set<Candidate> large) throws SQLException {
    double[] pages = new double[2];
    double[] micros = new double[2];
    double executions = 0;
    for (Query query : queries) {
      pages[0] += query.executions() * costs.of(query, small).buffers();
      pages[1] += query.executions() * costs.of(query, large).buffers();
      micros[0] += query.executions() * costs.of(query, small).micros();
      micros[1] += query.executions() * costs.of(query, large).micros();
      executions += query.executions();
    }
    return small.size() <= large.size()
        && writes.work(small) <= writes.work(large)
        && pages[0] <= pages[1] / (1 - NEGLIGIBLE)
        && micros[0] <= micros[1] / (1 - NOISE) + NOISE_MICROS * executions;
  }

  Set<Candidate> choose(Collection<Candidate> candidates) throws SQLException {
    reference = work(List.of());
    Set<Candidate> useful = new LinkedHashSet<>(used(candidates));
    Set<Candidate> choice = chosen(useful);
    for (int pass = 1; pass < PASSES && !timeUp.getAsBoolean(); pass++) {
      double left = work(choice);
      if (left > FELL * reference) {
        break;
      }
      reference = left;
      Set<Candidate> next = chosen(useful);
      if (total(next) >= (1 - NEGLIGIBLE) * total(choice)) {
        break;
      }
      choice = next;
    }
    for (Candidate candidate : useful) {
      if (!choice.contains(candidate)) {
        refused.putIfAbsent(candidate, "others serve the workload better");
      }
    }
    choice.forEach(refused::remove);
    return settle(choice);
  }

  private Set<Candidate> chosen(Set<Candidate> useful) throws SQLException {
    Set<Candidate> choice = search(useful, true);
    if (!timeUp.getAsBoolean()) {
      // Benefit per size can settle for many small indexes where fewer larger ones do better.
      choice = preferred(choice, search(useful, false));
    }
    if (useful.size() <= EXACT) {
      choice = preferred(choice, slim(useful, exact(List.copyOf(useful))));
    }
    return choice;
  }

  /** The smaller one, unless the larger one takes more of the cost than is negligible. */
  private Set<Candidate> preferred(Set<Candidate> one, Set<Candidate> other) throws SQLException {
    boolean turned = size(one) > size(other);
    Set<Candidate> small = turned ? other : one;
    Set<Candidate> large = turned ? one : other;
    return total(large) < (1 - NEGLIGIBLE) * total(small) && !asGood(small, large) ? large : small;
  }

  /**
   * Smaller indexes in the place of larger ones, wherever that makes next to no difference: without
   * columns that are only carried, without keys that narrow nothing down, limited to the rows that
   * are asked for.
   */
  private Set<Candidate> slim(Set<Candidate> candidates, Set<Candidate> start) throws SQLException {
    Set<Candidate> choice = start;
    double limit = total(start) / (1 - NEGLIGIBLE);
    // Not compared with the start: of columns that go together the planner expects too few rows.
    double estimated = estimate(Set.of());
    for (Candidate out : start) {
      Set<Candidate> rest = without(choice, out);
      for (Candidate in : candidates) {
        if (timeUp.getAsBoolean()) {
          return choice;
        }
        Set<Candidate> next = new LinkedHashSet<>(rest);
        next.add(in);
        if (in.table().equals(out.table())
            && next.size() > rest.size()
            && size(next) < size(choice)
            && estimate(next) <= estimated
            && (total(next) <= limit || asGood(next, start))) {
          choice = next;
        }
      }
    }
    return choice;
  }

  /** The cheapest of all subsets. */
  private Set<Candidate> exact(List<Candidate> candidates) throws SQLException {
    Set<Candidate> best = Set.of();
    double least = total(best);
    for (int mask = 1; mask < 1 << candidates.size() && !timeUp.getAsBoolean(); mask++) {
      Set<Candidate> subset = new LinkedHashSet<>();
      for (int i = 0; i < candidates.size(); i++) {
        if ((mask & 1 << i) != 0) {
          subset.add(candidates.get(i));
        }
      }
      double total = total(subset);
      if (total < least) {
        least = total;
        best = subset;
      }
    }
    return best;
  }

  private Set<Candidate> search(Set<Candidate> candidates, boolean perSize) throws SQLException {
    Set<Candidate> choice = ablate(greedy(candidates, perSize));
    double now = total(choice);
    while (!timeUp.getAsBoolean()) {
      choice = merge(candidates, exchange(candidates, choice));
      double then = total(choice);
      if (then >= now) {
        break;
      }
      now = then;
    }
    return slim(candidates, choice);
  }

  /** What of a choice holds, now that more is known: what writes cost, who is slowed down. */
  Set<Candidate> settle(Collection<Candidate> start) throws SQLException {
    Set<Candidate> choice = ablate(start);
    for (Query query : queries) {
      costs.confirm(query, choice);
    }
    for (Candidate harmful = harmful(choice); harmful != null; harmful = harmful(choice)) {
      choice.remove(harmful);
      choice = ablate(choice);
    }
    return choice;
  }

  /** One more, if that makes others superfluous. */
  private Set<Candidate> merge(Set<Candidate> candidates, Set<Candidate> start)
      throws SQLException {
    Set<Candidate> choice = start;
    for (Candidate candidate : candidates) {
      if (timeUp.getAsBoolean()) {
        return choice;
      }
      if (!choice.contains(candidate)) {
        Set<Candidate> more = new LinkedHashSet<>(choice);
        more.add(candidate);
        Set<Candidate> fewer = ablate(more);
        if (total(fewer) < total(choice)) {
          choice = fewer;
        }
      }
    }
    return choice;
  }

  /** Candidates that the planner uses for something, alone or among all. */
  private Collection<Candidate> used(Collection<Candidate> candidates) throws SQLException {
    Set<String> amongAll = new LinkedHashSet<>();
    for (Query query : queries) {
      amongAll.addAll(costs.planned(query, candidates));
    }
    List<Candidate> used = new ArrayList<>();
    for (Candidate candidate : candidates) {
      boolean alone = false;
      for (Query query : queries) {
        alone |=
            costs.touches(query, candidate)
                && costs.planned(query, List.of(candidate)).contains(candidate.name());
      }
      if (alone || amongAll.contains(candidate.name())) {
        used.add(candidate);
      } else {
        refused.put(candidate, "the planner does not use it");
      }
    }
    return used;
  }

  private record Move(Set<Candidate> next, double estimatedRate) {}

  private Set<Candidate> greedy(Set<Candidate> candidates, boolean perSize) throws SQLException {
    Set<Candidate> choice = new LinkedHashSet<>();
    double now = total(choice);
    while (!timeUp.getAsBoolean()) {
      Set<Candidate> best = null;
      double bestRate = 0;
      int looked = 0;
      for (Move move : moves(candidates, choice, perSize)) {
        if (looked++ >= MOST_LOOKS || (best != null && timeUp.getAsBoolean())) {
          break;
        }
        double gain = now - total(move.next());
        double rate = perSize ? rate(gain, choice, move.next()) : gain;
        if (gain > 0 && rate > bestRate && convinces(choice, move.next())) {
          best = move.next();
          bestRate = rate;
        }
      }
      if (best == null) {
        return choice;
      }
      choice = best;
      now = total(choice);
    }
    return choice;
  }

  /** What could be done next, by the planner's opinion the best first. */
  private List<Move> moves(Set<Candidate> candidates, Set<Candidate> choice, boolean perSize)
      throws SQLException {
    List<Move> moves = new ArrayList<>();
    double now = estimate(choice);
    for (Candidate candidate : candidates) {
      if (!choice.contains(candidate) && !timeUp.getAsBoolean()) {
        for (Set<Candidate> next : moves(choice, candidate)) {
          double gain = now - estimate(next);
          double rate = perSize ? rate(gain, choice, next) : gain;
          if (rate > 0) {
            moves.add(new Move(next, rate));
          }
        }
      }
    }
    moves.sort(Comparator.comparingDouble(Move::estimatedRate).reversed());
    return moves;
  }

  private double estimate(Collection<Candidate> choice) throws SQLException {
    double sum = writes.work(choice);
    for (Query query : queries) {
      sum += query.executions() * costs.estimate(query, choice);
    }
    return sum;
  }

  private double rate(double gain, Collection<Candidate> from, Collection<Candidate> to) {
    return gain / Math.max(1, size(to) - size(from));
  }

  private static List<Set<Candidate>> moves(Set<Candidate> choice, Candidate candidate) {
    List<Set<Candidate>> moves = new ArrayList<>();
    Set<Candidate> added = new LinkedHashSet<>(choice);
    added.add(candidate);
    moves.add(added);
    for (Candidate chosen : choice) {
      if (chosen.table().equals(candidate.table()) && chosen.isPrefixOf(candidate.keys())) {
        Set<Candidate> extended = new LinkedHashSet<>(added);
        extended.remove(chosen);
        moves.add(extended);
      }
    }
    return moves;
  }

  /** In pages; of equal ones the one with fewer columns is smaller. */
  private double size(Collection<Candidate> choice) {
    double size = 0;
    for (Candidate one : choice) {
      size += sizes.getOrDefault(one, 8192L) / 8192.0;
      size += 0.001 * (one.keys().size() + one.include().size());
    }
    return size;
  }

  /** Whether at least one statement saves the required share. */
  private boolean convinces(Collection<Candidate> before, Collection<Candidate> after)
      throws SQLException {
    for (Query query : queries) {
      if (saving(query, before, after) >= options.minimumSaving()
          && costs.estimate(query, after) <= AGREED * costs.estimate(query, before)) {
        return true;
      }
    }
    return false;
  }

  double saving(Query query, Collection<Candidate> before, Collection<Candidate> after)
      throws SQLException {
    double was = costs.of(query, before).work();
    return was <= 0 ? 0 : 1 - costs.of(query, after).work() / was;
  }

  /** One for another on the same table: the cheaper total wins, the smaller index when equal. */
  private Set<Candidate> exchange(Set<Candidate> candidates, Set<Candidate> start)
      throws SQLException {
    Set<Candidate> choice = new LinkedHashSet<>(start);
    for (Candidate out : List.copyOf(start)) {
      Set<Candidate> best = choice;
      double bestTotal = total(choice);
      double estimated = estimate(choice);
      for (Candidate in : candidates) {
        if (timeUp.getAsBoolean()) {
          return choice;
        }
        if (choice.contains(in) || !in.table().equals(out.table())) {
          continue;
        }
        Set<Candidate> next = new LinkedHashSet<>(choice);
        next.remove(out);
        next.add(in);
        if (estimate(next) > 1.1 * estimated) {
          continue;
        }
        double total = total(next);
        boolean smaller = size(next) < 0.9 * size(best);
        boolean larger = size(next) > size(best);
        double margin = larger ? 1 - NEGLIGIBLE : smaller ? 1.01 : 0.995;
        if (total < margin * bestTotal) {
          best = next;
          bestTotal = total;
        }
      }
      choice = best;
    }
    return choice;
  }

  /** Takes away, the lightest first, whatever the workload does as well without. */
  private Set<Candidate> ablate(Collection<Candidate> start) throws SQLException {
    Set<Candidate> choice = new LinkedHashSet<>(start);
    while (true) {
      double now = total(choice);
      Candidate lightest = null;
      double least = Double.MAX_VALUE;
      for (Candidate candidate : choice) {
        Set<Candidate> rest = without(choice, candidate);
        double weight = total(rest) - now;
        if (!convinces(rest, choice)) {
          weight = Math.min(weight, 0);
        }
        if (weight < least) {
          least = weight;
          lightest = candidate;
        }
      }
      if (lightest == null || least > 0) {
        return choice;
      }
      choice.remove(lightest);
      boolean written = writes.work(lightest) > fee();
      refused.put(
          lightest,
          written
              ? "what it saves does not outweigh its writes"
              : "without it the workload costs as much");
    }
  }

  static Set<Candidate> without(Collection<Candidate> choice, Candidate one) {
    Set<Candidate> rest = new LinkedHashSet<>(choice);
    rest.remove(one);
    return rest;
  }

  /** The index that makes a statement slower than it was found; null if there is none. */
  private @Nullable Candidate harmful(Set<Candidate> choice) throws SQLException {
    for (Query query : queries) {
      double found = costs.of(query, List.of()).work();
      double limit = WORSE * found + WORSE_MICROS;
      if (costs.of(query, choice).work() <= limit) {
        continue;
      }
      for (Candidate candidate : choice) {
        if (costs.of(query, without(choice, candidate)).work() <= limit) {
          refused.put(candidate, "it makes another statement slower: " + query.label());
          return candidate;
        }
      }
    }
    return null;
  }
}
