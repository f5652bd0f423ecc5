package dev.headroom.advise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;

/** How one statement reaches one of its tables: which columns it asks for, and how. */
final class Access {

  final Catalog.Tab table;

  /** {@code column = value}, {@code in}, {@code is null}, boolean columns. */
  final Set<String> equal = new LinkedHashSet<>();

  /** The values that equal columns are asked for: literals, placeholders, lists of them. */
  final Map<String, List<Expression>> asked = new LinkedHashMap<>();

  /** {@code column = column of another table}. */
  final Set<String> joined = new LinkedHashSet<>();

  /** {@code <}, {@code between}, {@code like 'x%'}. */
  final Set<String> ranged = new LinkedHashSet<>();

  /** Asked for in one branch of an OR, where each branch wants an index of its own. */
  final Set<String> either = new LinkedHashSet<>();

  /** {@code lower(c) = value} and the like: what is asked for is no column but made of columns. */
  final Set<String> equalExpressions = new LinkedHashSet<>();

  final Set<String> rangedExpressions = new LinkedHashSet<>();

  /** Columns and expressions that LIKE asks for. */
  final Set<Candidate.Key> patterns = new LinkedHashSet<>();

  /** Columns that {@code @>} asks for. */
  final Set<String> contained = new LinkedHashSet<>();

  /** Conditions with constants that always hold, by column: what an index may be limited to. */
  final Map<String, String> constants = new LinkedHashMap<>();

  final List<Candidate.Key> ordered = new ArrayList<>();
  final List<String> grouped = new ArrayList<>();

  /** Whether only the first rows of the order are wanted. */
  boolean limited;

  /** Every column that the statement mentions. */
  final Set<String> used = new LinkedHashSet<>();

  /** Whether it asks for all columns, so that no index can carry them. */
  boolean whole;

  Access(Catalog.Tab table) {
    this.table = table;
  }
}
