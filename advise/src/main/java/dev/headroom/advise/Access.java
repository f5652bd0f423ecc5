package dev.headroom.advise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How one statement reaches one of its tables: which columns it asks for, and how. */
final class Access {

  final Catalog.Tab table;

  /** {@code column = value}, {@code in}, {@code is null}, boolean columns. */
  final Set<String> equal = new LinkedHashSet<>();

  /** {@code column = column of another table}. */
  final Set<String> joined = new LinkedHashSet<>();

  /** {@code <}, {@code between}, {@code like 'x%'}. */
  final Set<String> ranged = new LinkedHashSet<>();

  /** Asked for in one branch of an OR, where each branch wants an index of its own. */
  final Set<String> either = new LinkedHashSet<>();

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
