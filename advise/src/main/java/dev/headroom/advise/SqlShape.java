package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A statement's text taken apart into what stays and its literals. Executions of one shape are
 * merged again: a literal that never differs stays in the text, because an index may hold it as its
 * predicate; one that differs becomes a placeholder with binds.
 *
 * @param pieces the text between literals, one more than literals
 * @param literals as written
 */
record SqlShape(List<String> pieces, List<String> literals) {

  /** A statement with placeholders where its executions differ, and what stood there. */
  record Merged(String sql, List<List<Bind>> binds) {}

  /** A whole number as written: PostgreSQL infers its type, SQLite tells it from a text. */
  static final int WHOLE = Types.JAVA_OBJECT;

  private static final Set<String> ENDS_BY =
      Set.of("limit", "offset", "having", "fetch", "for", "where", "select", "rows", "range");
  private static final Set<String> TYPED =
      Set.of("date", "time", "timestamp", "timestamptz", "interval", "json", "jsonb", "uuid");

  static SqlShape of(String sql) {
    List<String> pieces = new ArrayList<>();
    List<String> literals = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean by = false;
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      int end = Numbered.skip(sql, i);
      if (end > i && (c == '-' || c == '/')) {
        piece.append(' '); // comments may carry what differs: a trace id
        i = end;
      } else if (end > i && c == '\'' && !escaped(piece)) {
        pieces.add(piece.toString());
        piece.setLength(0);
        literals.add(sql.substring(i, end));
        i = end;
      } else if (end > i) {
        piece.append(sql, i, end);
        i = end;
      } else if (Character.isJavaIdentifierStart(c)) {
        end = i;
        while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
          end++;
        }
        String word = sql.substring(i, end).toLowerCase(Locale.ROOT);
        by = word.equals("by") || (by && !ENDS_BY.contains(word));
        piece.append(sql, i, end);
        i = end;
      } else if (Character.isDigit(c) && !by) {
        end = i;
        while (end < sql.length()
            && (Character.isDigit(sql.charAt(end)) || sql.charAt(end) == '.')) {
          end++;
        }
        boolean minus = minus(piece);
        if (minus) {
          piece.setLength(piece.length() - 1);
        }
        pieces.add(piece.toString());
        piece.setLength(0);
        literals.add((minus ? "-" : "") + sql.substring(i, end));
        i = end;
      } else {
        by &= c != ')';
        piece.append(c);
        i++;
      }
    }
    pieces.add(piece.toString());
    return new SqlShape(
        pieces.stream().map(text -> text.replaceAll("\\s+", " ")).toList(), List.copyOf(literals));
  }

  /** Whether {@code E}, {@code B}, {@code X} or {@code U&} stands before the quote. */
  private static boolean escaped(StringBuilder before) {
    int at = before.length() - 1;
    return at >= 0
        && (before.charAt(at) == '&' || "eEbBxX".indexOf(before.charAt(at)) >= 0)
        && (at == 0
            || !Character.isJavaIdentifierPart(before.charAt(at - 1))
            || before.charAt(at) == '&');
  }

  /** Whether the piece ends in a sign, and not in an operator of two operands. */
  private static boolean minus(StringBuilder before) {
    int at = before.length() - 1;
    if (at < 0 || before.charAt(at) != '-') {
      return false;
    }
    at--;
    while (at >= 0 && Character.isWhitespace(before.charAt(at))) {
      at--;
    }
    return at < 0 || "=<>(,".indexOf(before.charAt(at)) >= 0;
  }

  /** The text with {@code ?} for each literal; equal shapes are one statement. */
  String shape() {
    return String.join("?", pieces).strip();
  }

  static Merged merge(List<SqlShape> samples) {
    SqlShape first = samples.get(0);
    List<Integer> differing = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < first.pieces.size(); i++) {
      int at = i;
      sql.append(first.pieces.get(i));
      if (i < first.literals.size()) {
        String literal = first.literals.get(i);
        if (samples.stream().allMatch(one -> one.literals.get(at).equals(literal))) {
          sql.append(literal);
        } else {
          differing.add(i);
          sql.append(placeholder(sql));
        }
      }
    }
    List<List<Bind>> binds = new ArrayList<>();
    for (SqlShape sample : samples) {
      List<Bind> row = new ArrayList<>();
      for (int position : differing) {
        boolean decimal =
            samples.stream().anyMatch(one -> one.literals.get(position).matches("-?\\d*\\.\\d*"));
        row.add(bind(sample.literals.get(position), decimal));
      }
      binds.add(row);
    }
    return new Merged(
        sql.toString().strip(),
        differing.isEmpty() ? List.of() : binds.stream().distinct().collect(Collectors.toList()));
  }

  /** {@code date '2015-01-01'} becomes a cast, taking the type's name off the text. */
  private static String placeholder(StringBuilder sql) {
    String text = sql.toString().stripTrailing();
    int begin = text.length();
    while (begin > 0 && Character.isJavaIdentifierPart(text.charAt(begin - 1))) {
      begin--;
    }
    String word = text.substring(begin).toLowerCase(Locale.ROOT);
    if (!TYPED.contains(word)) {
      return "?";
    }
    sql.setLength(begin);
    return "cast(? as " + word + ")";
  }

  private static Bind bind(String literal, boolean decimal) {
    if (literal.startsWith("'")) {
      return new Bind(
          Types.OTHER, literal.substring(1, literal.length() - 1).replace("''", "'"), false);
    }
    return new Bind(decimal ? Types.NUMERIC : WHOLE, literal, false);
  }
}
