package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.StringValue;

/**
 * The indexes that one way of reaching a table might want, most complete first.
 *
 * <p>A b-tree serves equalities in any order, then one range or one order. So: the equalities by
 * selectivity, the same with each range and with the order behind, joins in front and behind, and
 * the parts alone, because another statement may share them. Which of them is worth anything is not
 * decided here but by measurement.
 */
final class Candidates {

  private static final int LONGEST = 4;
  private static final int MOST_INCLUDED = 4;
  private static final int MOST_PARTIAL = 6;
  private static final int MOST_STATES = 100;
  private static final double MANY_NULLS = 0.5;

  private final Access access;
  private final List<List<Bind>> binds;
  private final Set<String> idle = new LinkedHashSet<>();
  private final Map<String, Candidate> found = new LinkedHashMap<>();

  private Candidates(Access access, List<List<Bind>> binds) {
    this.access = access;
    this.binds = binds;
    access.asked.forEach(
        (column, values) -> {
          Catalog.Col known = access.table.columns().get(column);
          String only = known == null ? null : known.only();
          if (only != null && values.stream().allMatch(value -> asksFor(value, only))) {
            idle.add(column);
          }
        });
  }

  static List<Candidate> of(Access access, List<List<Bind>> binds) {
    return new Candidates(access, binds).all();
  }

  /**
   * Whether it is this value in every sampled execution: it narrows nothing down if all have it.
   */
  private boolean asksFor(Expression value, String only) {
    if (value instanceof JdbcParameter parameter) {
      int position = parameter.getIndex() - 1;
      return !binds.isEmpty()
          && binds.stream()
              .allMatch(bind -> position < bind.size() && bind.get(position).text().equals(only));
    }
    if (value instanceof CastExpression cast) {
      return asksFor(cast.getLeftExpression(), only);
    }
    return value instanceof StringValue text
        ? text.getValue().equals(only)
        : value instanceof LongValue && value.toString().equals(only);
  }

  private List<Candidate> all() {
    for (Catalog.Existing existing : access.table.indexes()) {
      if (existing.unique()
          && existing.keys().stream().allMatch(key -> access.equal.contains(key.column()))) {
        return List.of(); // asks for one row by its key: there is nothing left to find
      }
    }
    Set<String> narrowing = new LinkedHashSet<>(access.equal);
    narrowing.removeAll(idle);
    List<String> equal = bySelectivity(narrowing);
    List<String> joined = bySelectivity(access.joined);
    List<String> ranged = bySelectivity(access.ranged);
    for (List<String> head : heads(equal, joined)) {
      // Without a limit the order alone saves a sort at the price of reading everything by index.
      if (!access.ordered.isEmpty() && (!head.isEmpty() || access.limited)) {
        add(head, access.ordered);
      }
      for (String range : ranged) {
        add(head, List.of(Candidate.Key.of(range)));
      }
      if (!access.grouped.isEmpty() && joined.isEmpty()) {
        add(head, access.grouped.stream().map(Candidate.Key::of).toList());
      }
      for (String range : access.rangedExpressions) {
        add(head, List.of(expression(range)));
      }
      for (String text : access.equalExpressions) {
        add(head, List.of(expression(text)));
      }
      add(head, List.of());
    }
    for (String text : access.equalExpressions) {
      List<Candidate.Key> keys = new ArrayList<>(List.of(expression(text)));
      keys.addAll(access.ordered);
      add(List.of(), keys);
    }
    for (String column : joined) {
      add(List.of(column), List.of());
    }
    for (String column : equal) {
      add(List.of(column), List.of());
    }
    for (String column : ranged) {
      add(List.of(), List.of(Candidate.Key.of(column)));
    }
    for (String column : access.either) {
      add(List.of(column), List.of());
      for (String first : equal) {
        add(List.of(first, column), List.of());
      }
    }
    for (Candidate.Key pattern : access.patterns) {
      if (sqlite()) {
        // LIKE knows no case, so that it is a range only of an index that knows none either.
        for (List<String> head : heads(equal, List.of())) {
          add(head, List.of(pattern.with("collate nocase")));
        }
        continue;
      }
      for (List<String> head : heads(equal, List.of())) {
        add(head, List.of(pattern.with("text_pattern_ops")));
      }
      add(new Candidate(access.table, List.of(pattern.with("gin_trgm_ops")), List.of(), "gin", ""));
    }
    for (String name : sqlite() ? Set.<String>of() : access.contained) {
      Candidate.Key key = Candidate.Key.of(name);
      add(new Candidate(access.table, List.of(key), List.of(), "gin", ""));
      if (column(name).type().equals("jsonb")) {
        // Smaller, and one look-up instead of one for each key and value.
        Candidate.Key paths = key.with("jsonb_path_ops");
        add(new Candidate(access.table, List.of(paths), List.of(), "gin", ""));
      }
    }
    List<Candidate> plain = List.copyOf(found.values());
    covering(plain);
    partial(plain);
    withoutNulls(plain);
    found.values().removeIf(this::served);
    return List.copyOf(found.values());
  }

  /** Whether an index with idle columns in front or between does the same. */
  private boolean served(Candidate candidate) {
    for (Catalog.Existing existing : access.table.indexes()) {
      List<Candidate.Key> keys = new ArrayList<>(existing.keys());
      if (keys.removeIf(key -> idle.contains(key.column()))
          && candidate.isPlain()
          && candidate.isPrefixOf(keys)) {
        return true;
      }
    }
    return false;
  }

  private boolean sqlite() {
    return access.table.dialect() == Dialect.SQLITE;
  }

  private static Candidate.Key expression(String text) {
    return new Candidate.Key(text, false, false, true, "");
  }

  /**
   * The fullest ones with what else the statement reads, so that the table is left alone: as keys
   * where that can be, because equal keys share an entry and carried columns never do.
   */
  private void covering(List<Candidate> plain) {
    if (access.whole) {
      return;
    }
    List<Candidate> made = new ArrayList<>();
    for (Candidate candidate : plain) {
      if (made.stream().anyMatch(other -> candidate.isPrefixOf(other.keys()))) {
        continue; // the same columns, of which fewer narrow anything down
      }
      List<String> rest = new ArrayList<>(access.used);
      rest.removeAll(candidate.touched());
      rest.removeAll(access.table.carried());
      if (made.size() < 3
          && candidate.isPlain()
          && candidate.keys().stream().noneMatch(Candidate.Key::expression)
          && !rest.isEmpty()
          && rest.size() <= MOST_INCLUDED
          && rest.stream().allMatch(this::narrow)) {
        boolean asKeys =
            candidate.keys().size() + rest.size() <= LONGEST
                && rest.stream().allMatch(this::indexable);
        add(asKeys ? candidate.followedBy(rest) : candidate.including(rest));
        made.add(candidate);
      }
    }
  }

  private boolean narrow(String name) {
    return access.table.columns().containsKey(name) && column(name).width() <= 64;
  }

  /** Constants of the text need no key: an index can hold just these rows. */
  private void partial(List<Candidate> plain) {
    for (var constant : access.constants.entrySet()) {
      if (idle.contains(constant.getKey()) || example(constant.getKey(), constant.getValue())) {
        continue; // all rows, or those of one value among many
      }
      int made = 0;
      for (Candidate candidate : plain) {
        if (!candidate.isPlain() || made >= MOST_PARTIAL) {
          continue;
        }
        List<Candidate.Key> rest = new ArrayList<>(candidate.keys());
        boolean leading =
            rest.removeIf(key -> !key.expression() && key.column().equals(constant.getKey()));
        if (rest.isEmpty()) {
          rest.addAll(candidate.keys());
        } else if (!leading && !access.ordered.isEmpty() && !ordered(rest)) {
          continue; // the variant with the constant in front gives the same
        }
        add(candidate.only(rest, constant.getValue()));
        made++;
      }
      if (!access.equal.contains(constant.getKey()) && indexable(constant.getKey())) {
        // No key finds what is asked for, but the rows can be kept together.
        Candidate.Key key = Candidate.Key.of(constant.getKey());
        add(new Candidate(access.table, List.of(key), List.of(), "btree", constant.getValue()));
      }
    }
  }

  /** Code asks for one of a few states; one of many values was written down as an example. */
  private boolean example(String column, String condition) {
    return condition.startsWith(Sql.identifier(column) + " = ")
        && access.table.columns().containsKey(column)
        && column(column).distinct() > MOST_STATES;
  }

  private boolean ordered(List<Candidate.Key> keys) {
    return keys.equals(access.ordered)
        || keys.equals(access.ordered.stream().map(Candidate.Key::reversed).toList());
  }

  /** A comparison never finds a null, so where most are null an index can leave them out. */
  private void withoutNulls(List<Candidate> plain) {
    for (Candidate candidate : plain) {
      String first = candidate.keys().get(0).column();
      if (candidate.isPlain()
          && candidate.keys().size() == 1
          && !candidate.keys().get(0).expression()
          && (access.equal.contains(first) || access.joined.contains(first))
          && !access.constants.getOrDefault(first, "").endsWith("null")
          && column(first).nulls() >= MANY_NULLS) {
        add(candidate.only(candidate.keys(), Sql.identifier(first) + " is not null"));
      }
    }
  }

  private void add(Candidate candidate) {
    found.putIfAbsent(candidate.name(), candidate);
  }

  /** The equality columns that may stand in front, in the orders worth a try. */
  private static Set<List<String>> heads(List<String> equal, List<String> joined) {
    Set<List<String>> heads = new LinkedHashSet<>();
    for (String join : joined) {
      heads.add(concat(List.of(join), equal));
      heads.add(concat(equal, List.of(join)));
    }
    heads.add(equal);
    // Rotations, so that each column leads once: another statement may have only that one.
    for (int i = 1; i < equal.size() && i < 3; i++) {
      heads.add(concat(equal.subList(i, equal.size()), equal.subList(0, i)));
    }
    for (int i = 0; i < equal.size(); i++) {
      for (int j = 0; j < equal.size() && equal.size() > 2; j++) {
        if (i != j) {
          heads.add(List.of(equal.get(i), equal.get(j)));
        }
      }
    }
    equal.forEach(column -> heads.add(List.of(column)));
    joined.forEach(column -> heads.add(List.of(column)));
    heads.add(List.of());
    return heads;
  }

  private static List<String> concat(Collection<String> first, Collection<String> second) {
    Set<String> both = new LinkedHashSet<>(first);
    both.addAll(second);
    return List.copyOf(both);
  }

  private List<String> bySelectivity(Set<String> columns) {
    return columns.stream()
        .filter(this::indexable)
        .sorted(Comparator.comparingDouble((String name) -> -column(name).distinct()))
        .toList();
  }

  private boolean indexable(String name) {
    // A wide value may not fit a page of the index, and would make it as large as the table.
    return access.table.columns().containsKey(name)
        && column(name).sortable()
        && column(name).width() <= 200;
  }

  private Catalog.Col column(String name) {
    Catalog.Col column = access.table.columns().get(name);
    if (column == null) {
      throw new IllegalStateException(access.table.name() + " has no column " + name);
    }
    return column;
  }

  private void add(List<String> head, List<Candidate.Key> tail) {
    List<Candidate.Key> keys = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String column : head) {
      if (names.add(column)) {
        keys.add(Candidate.Key.of(column));
      }
    }
    List<Candidate.Key> rest = new ArrayList<>();
    for (Candidate.Key key : tail) {
      if ((key.expression() || indexable(key.column())) && names.add(key.column())) {
        rest.add(key);
      }
    }
    // A b-tree is read in both directions: all descending is all ascending.
    boolean turn = !rest.isEmpty() && rest.get(0).descending();
    if (rest.size() > 1 && access.table.carried().contains(rest.get(rest.size() - 1).column())) {
      // Every index ends in the row's own key, ascending: it need not be named.
      turn = rest.get(rest.size() - 1).descending();
      rest.remove(rest.size() - 1);
    }
    for (Candidate.Key key : rest) {
      keys.add(turn ? key.reversed() : key);
    }
    if (!keys.isEmpty() && keys.size() <= LONGEST) {
      Candidate candidate = new Candidate(access.table, keys, List.of());
      add(candidate);
    }
  }
}
