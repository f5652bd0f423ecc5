package dev.headroom.loop;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The nearest valid names for a wrong one, so that every error says what to write instead. */
public final class Nearest {

  private Nearest() {}

  /**
   * An error text: what was unknown, the nearest valid names, and all of them when there are few.
   *
   * @param what the kind of thing, for example {@code fix}
   * @param wrong what was written
   * @param valid what may be written
   * @return for example {@code unknown fix 'menu-cash': did you mean menu-cache? Known: indexes,
   *     menu-cache}
   */
  public static String unknown(String what, String wrong, Collection<String> valid) {
    List<String> near = of(wrong, valid);
    String known =
        valid.isEmpty()
            ? "There is none."
            : "Known: " + String.join(", ", new TreeSet<>(valid)) + ".";
    return "unknown "
        + what
        + " '"
        + wrong
        + "'"
        + (near.isEmpty() ? ". " : ": did you mean " + String.join(" or ", near) + "? ")
        + known;
  }

  /**
   * At most two names within a third of the length in edits (Levenshtein, 1966), nearest first.
   *
   * @param wrong what was written
   * @param valid what may be written
   * @return possibly empty
   */
  public static List<String> of(String wrong, Collection<String> valid) {
    int limit = Math.max(2, wrong.length() / 3);
    return valid.stream()
        .filter(name -> distance(wrong, name) <= limit)
        .sorted(
            Comparator.comparingInt((String name) -> distance(wrong, name))
                .thenComparing(name -> name))
        .limit(2)
        .toList();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
