package dev.headroom.observe;

import java.util.List;

/**
 * A statement's text with what varies from execution to execution taken out.
 *
 * <p>Literals and placeholders become {@code ?}; the lists of {@code IN}, {@code VALUES} and {@code
 * ARRAY} collapse to one element, because their length is data; comments go; white space becomes
 * one space; words outside quotes become lower case. Everything else stays: {@code = ?} is never
 * merged with {@code in (?)} (that would hide a batch fix), digits in identifiers stay (tables of
 * one month each are different tables), quoted identifiers keep their case.
 *
 * <p>Bounded: of a text of more than {@value #MOST_READ} characters the rest is not read, and a
 * fingerprint of more than {@value #LONGEST} characters is cut and ends with a word {@code etc_}
 * made of a hash of its rest. A list that is cut is taken to go on as it began.
 *
 * <p>A fingerprint is its own fingerprint, and carries no value that the application bound or wrote
 * as a literal.
 */
public final class Fingerprint {

  private static final int MOST_READ = 65_536;
  private static final int LONGEST = 8_192;
  private static final int MOST_ROUNDS = 8;

  private final List<Token> tokens;

  /** Whether the text goes on where the tokens end. */
  private final boolean open;

  private final StringBuilder out;

  private Fingerprint(List<Token> tokens, boolean open) {
    this.tokens = tokens;
    this.open = open;
    this.out = new StringBuilder(8 * tokens.size());
  }

  /**
   * The fingerprint of any text whose database is not known; never throws, whatever the text is.
   *
   * @param sql SQL
   * @return the normalised text
   */
  public static String of(String sql) {
    return of(sql, Dialect.UNKNOWN);
  }

  /**
   * The fingerprint of any text; never throws, whatever the text is.
   *
   * @param sql SQL
   * @param dialect how its database writes it
   * @return the normalised text
   */
  public static String of(String sql, Dialect dialect) {
    if (sql.length() > MOST_READ) {
      // A surrogate pair cut in two would be no text.
      int end = Character.isHighSurrogate(sql.charAt(MOST_READ - 1)) ? MOST_READ - 1 : MOST_READ;
      return cut(read(sql.substring(0, end), dialect, true));
    }
    return cut(read(sql, dialect, false));
  }

  private static String cut(String fingerprint) {
    if (fingerprint.length() <= LONGEST) {
      return fingerprint;
    }
    int space = fingerprint.lastIndexOf(' ', LONGEST - 32);
    int end = space < LONGEST / 2 ? LONGEST - 32 : space;
    long rest = 0;
    for (int i = end; i < fingerprint.length(); i++) {
      rest = rest * 31 + fingerprint.charAt(i);
    }
    return fingerprint.substring(0, end) + " etc_" + Long.toHexString(Hashes.mix(rest));
  }

  private static String read(String sql, Dialect dialect, boolean open) {
    String once = new Fingerprint(SqlLexer.tokens(sql, dialect), open).write();
    if (dialect != Dialect.UNKNOWN || once.equals(sql)) {
      return once;
    }
    // What one reading took out may have hidden something from another one.
    for (int i = 0; i < MOST_ROUNDS; i++) {
      String again = new Fingerprint(SqlLexer.tokens(once, dialect), false).write();
      if (again.equals(once)) {
        return once;
      }
      once = again;
    }
    return "?";
  }

  private String write() {
    int i = 0;
    while (i < tokens.size()) {
      Token token = tokens.get(i);
      append(i);
      i++;
      if (token.kind() != Token.Kind.WORD || i >= tokens.size()) {
        continue;
      }
      if (token.is("in") && tokens.get(i).is("(")) {
        i = list(i, ")");
      } else if (token.is("array") && tokens.get(i).is("[")) {
        i = list(i, "]");
      } else if (token.is("values") && tokens.get(i).is("(")) {
        i = rows(i);
      }
    }
    return out.toString();
  }

  /** Writes a token, with white space where the text had it, but none inside brackets. */
  private void append(int i) {
    Token token = tokens.get(i);
    if (i > 0 && !token.is(")") && !token.is(",") && !token.is("]")) {
      Token before = tokens.get(i - 1);
      boolean opens = before.is("(") || before.is("[");
      boolean list = before.is("in") || before.is("values");
      boolean merge = before.text().endsWith("?") && token.text().startsWith("?");
      if (before.is(",") || list || merge || (token.spaced() && !opens)) {
        out.append(' ');
      }
    }
    out.append(token.text());
  }

  /** Writes the bracket at {@code i}: collapsed if it is a plain list, else only its opening. */
  private int list(int i, String close) {
    int end = plainList(i, close);
    if (end < 0) {
      append(i);
      return i + 1;
    }
    int element = plainElement(i + 1);
    for (int k = i; k < element; k++) {
      append(k);
    }
    out.append(close);
    return end;
  }

  /** Writes the rows behind {@code VALUES}: one for any number of equal ones in a run. */
  private int rows(int i) {
    int from = out.length();
    int end = row(i);
    String last = out.substring(from).trim();
    while (end + 1 < tokens.size() && tokens.get(end).is(",") && tokens.get(end + 1).is("(")) {
      int mark = out.length();
      append(end);
      int start = out.length();
      end = row(end + 1);
      String next = out.substring(start).trim();
      if (next.equals(last)) {
        out.setLength(mark);
      }
      last = next;
    }
    return end;
  }

  /** Writes one row in brackets and returns where it ends. */
  private int row(int i) {
    int plain = plainList(i, ")");
    if (plain >= 0) {
      return list(i, ")");
    }
    int depth = 0;
    do {
      Token token = tokens.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      append(i++);
    } while (depth > 0 && i < tokens.size());
    return i;
  }

  /** The end of a list of equal plain elements that opens at {@code i}; -1 if it is none. */
  private int plainList(int i, String close) {
    int first = i + 1;
    int end = plainElement(first);
    if (end < 0) {
      return -1;
    }
    int at = end;
    while (at < tokens.size() && tokens.get(at).is(",")) {
      int next = plainElement(at + 1);
      if (next < 0 || !sameTokens(first, end, at + 1, next)) {
        return open && tokens.size() - at <= end - first + 1 ? tokens.size() : -1;
      }
      at = next;
    }
    if (at == tokens.size() && open) {
      return at;
    }
    return at < tokens.size() && tokens.get(at).is(close) ? at + 1 : -1;
  }

  /** The end of {@code ?}, {@code ?::type} or a bracket of these; -1 if it is none. */
  private int plainElement(int i) {
    if (i >= tokens.size()) {
      return -1;
    }
    int at;
    if (tokens.get(i).is("(")) {
      at = tupleEnd(i);
    } else {
      at = tokens.get(i).kind() == Token.Kind.VALUE ? i + 1 : -1;
    }
    while (at > 0 && at + 1 < tokens.size() && tokens.get(at).is("::")) {
      at += 2;
    }
    return at;
  }

  private int tupleEnd(int i) {
    int at = i;
    do {
      at = plainElement(at + 1);
    } while (at > 0 && at < tokens.size() && tokens.get(at).is(","));
    return at > 0 && at < tokens.size() && tokens.get(at).is(")") ? at + 1 : -1;
  }

  private boolean sameTokens(int from, int to, int otherFrom, int otherTo) {
    if (to - from != otherTo - otherFrom) {
      return false;
    }
    for (int k = 0; k < to - from; k++) {
      if (!tokens.get(from + k).is(tokens.get(otherFrom + k).text())) {
        return false;
      }
    }
    return true;
  }
}
