package dev.headroom.diagnose;

import dev.headroom.diagnose.SqlTokens.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** What a query's words say of the size of its result: limits, sums, ranges. */
final class SqlResult {

  private static final Set<String> SUMS =
      Set.of(
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "total",
          "string_agg",
          "array_agg",
          "json_agg",
          "jsonb_agg",
          "group_concat",
          "listagg",
          "bool_or",
          "bool_and",
          "stddev",
          "variance",
          "percentile_cont");

  private SqlResult() {}

  /** Whether the outermost query says how many rows it returns at most. */
  static boolean limited(List<Token> tokens) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      boolean top =
          token.is("top")
              && i > 0
              && (tokens.get(i - 1).is("select") || tokens.get(i - 1).is("distinct"));
      if (depth <= 0 && (token.is("limit") || token.is("fetch") || token.is("rownum") || top)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the outermost query returns sums or groups. */
  static boolean aggregated(List<Token> tokens) {
    return sums(tokens, true);
  }

  /** Whether any query in it sums. */
  static boolean sums(List<Token> tokens) {
    return sums(tokens, false);
  }

  private static boolean sums(List<Token> tokens, boolean outermost) {
    Deque<Boolean> queries = new ArrayDeque<>();
    int nested = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("(")) {
        boolean query = i + 1 < tokens.size() && tokens.get(i + 1).is("select");
        queries.push(query);
        nested += query ? 1 : 0;
      } else if (token.is(")")) {
        nested -= !queries.isEmpty() && queries.pop() ? 1 : 0;
      } else if (nested == 0 || !outermost) {
        boolean group = token.is("group") && i + 1 < tokens.size() && tokens.get(i + 1).is("by");
        if (group || (isSum(tokens, i) && !overWindow(tokens, i + 1))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSum(List<Token> tokens, int i) {
    return !tokens.get(i).quoted()
        && SUMS.contains(tokens.get(i).text())
        && i + 1 < tokens.size()
        && tokens.get(i + 1).is("(");
  }

  /** Whether what opens here is followed by over: a window function keeps its rows. */
  private static boolean overWindow(List<Token> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return i + 1 < tokens.size() && tokens.get(i + 1).is("over");
      }
    }
    return false;
  }

  /** Whether a condition takes a range of values that a bind names. */
  static boolean ranged(List<Token> tokens) {
    boolean where = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      where |= token.is("where");
      boolean compares = token.is("<") || token.is(">") || token.is("<=") || token.is(">=");
      boolean bound =
          compares
              && ((i + 1 < tokens.size() && tokens.get(i + 1).is("?"))
                  || (i > 0 && tokens.get(i - 1).is("?")));
      if (where && (bound || token.is("between"))) {
        return true;
      }
    }
    return false;
  }
}
