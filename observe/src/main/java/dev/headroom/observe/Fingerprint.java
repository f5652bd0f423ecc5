package dev.headroom.observe;

import java.util.Arrays;

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

  private final Tokens tokens;

  /** Whether the text goes on where the tokens end. */
  private final boolean open;

  private char[] out;
  private int length;

  private Fingerprint(Tokens tokens, boolean open) {
    this.tokens = tokens;
    this.open = open;
    this.out = new char[tokens.chars.length + 32];
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
    String once = new Fingerprint(SqlLexer.read(sql, dialect), open).write();
    if (dialect != Dialect.UNKNOWN || once.equals(sql)) {
      return once;
    }
    // What one reading took out may have hidden something from another one.
    for (int i = 0; i < MOST_ROUNDS; i++) {
      String again = new Fingerprint(SqlLexer.read(once, dialect), false).write();
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
      int word = tokens.identity(i);
      append(i);
      i++;
      if (i >= tokens.size()) {
        break;
      }
      if (word == Tokens.IN && tokens.is(i, Tokens.OPEN)) {
        i = list(i, Tokens.CLOSE);
      } else if (word == Tokens.ARRAY && tokens.is(i, Tokens.OPEN_SQUARE)) {
        i = list(i, Tokens.CLOSE_SQUARE);
      } else if (word == Tokens.VALUES && tokens.is(i, Tokens.OPEN)) {
        i = rows(i);
      }
    }
    return new String(out, 0, length);
  }

  /** Writes a token, with white space where the text had it, but none inside brackets. */
  private void append(int i) {
    int what = tokens.what(i);
    if (i > 0 && (what & Tokens.JOINS) == 0 && spaceBehind(i - 1, what)) {
      write(' ');
    }
    if (tokens.kind(i) == Tokens.VALUE) {
      write('?');
    } else if ((what & Tokens.BEYOND) != 0) {
      String text = tokens.text(i);
      text.getChars(0, text.length(), room(text.length()), length);
      length += text.length();
    } else {
      int from = tokens.start(i);
      int to = tokens.end(i);
      char[] into = room(to - from);
      for (int k = from; k < to; k++) {
        into[length++] = tokens.chars[k]; // too few to be copied as a block
      }
    }
  }

  private boolean spaceBehind(int i, int next) {
    int what = tokens.what(i);
    if ((what & (Tokens.PARTS | Tokens.OPENS)) != 0) {
      return (what & Tokens.PARTS) != 0;
    }
    return (next & Tokens.SPACED) != 0 || (tokens.last(i) == '?' && tokens.first(i + 1) == '?');
  }

  private void write(char c) {
    room(1)[length] = c;
    length++;
  }

  private char[] room(int more) {
    if (length + more > out.length) {
      out = Arrays.copyOf(out, 2 * (length + more));
    }
    return out;
  }

  /** Writes the bracket at {@code i}: collapsed if it is a plain list, else only its opening. */
  private int list(int i, int close) {
    int end = plainList(i, close);
    if (end < 0) {
      append(i);
      return i + 1;
    }
    int element = plainElement(i + 1);
    for (int k = i; k < element; k++) {
      append(k);
    }
    write((char) close);
    return end;
  }

  /** Writes the rows behind {@code VALUES}: one for any number of equal ones in a run. */
  private int rows(int i) {
    int last = length;
    int end = row(i);
    int lastEnd = length;
    while (end + 1 < tokens.size()
        && tokens.is(end, Tokens.COMMA)
        && tokens.is(end + 1, Tokens.OPEN)) {
      int mark = length;
      append(end);
      int next = length;
      end = row(end + 1);
      if (sameTrimmed(last, lastEnd, next, length)) {
        length = mark;
      } else {
        last = next;
        lastEnd = length;
      }
    }
    return end;
  }

  /** Whether two pieces of what was written are equal, apart from white space around them. */
  private boolean sameTrimmed(int from, int to, int otherFrom, int otherTo) {
    int start = from;
    while (start < to && out[start] <= ' ') {
      start++;
    }
    int otherStart = otherFrom;
    while (otherStart < otherTo && out[otherStart] <= ' ') {
      otherStart++;
    }
    return Arrays.equals(
        out, start, trimmedEnd(start, to), out, otherStart, trimmedEnd(otherStart, otherTo));
  }

  private int trimmedEnd(int start, int end) {
    int at = end;
    while (at > start && out[at - 1] <= ' ') {
      at--;
    }
    return at;
  }

  /** Writes one row in brackets and returns where it ends. */
  private int row(int i) {
    int plain = plainList(i, Tokens.CLOSE);
    if (plain >= 0) {
      return list(i, Tokens.CLOSE);
    }
    int depth = 0;
    int at = i;
    do {
      depth += tokens.is(at, Tokens.OPEN) ? 1 : tokens.is(at, Tokens.CLOSE) ? -1 : 0;
      append(at++);
    } while (depth > 0 && at < tokens.size());
    return at;
  }

  /** The end of a list of equal plain elements that opens at {@code i}; -1 if it is none. */
  private int plainList(int i, int close) {
    int first = i + 1;
    int end = plainElement(first);
    if (end < 0) {
      return -1;
    }
    int at = end;
    while (at < tokens.size() && tokens.is(at, Tokens.COMMA)) {
      int next = plainElement(at + 1);
      if (next < 0 || !sameTokens(first, end, at + 1, next)) {
        return open && tokens.size() - at <= end - first + 1 ? tokens.size() : -1;
      }
      at = next;
    }
    if (at == tokens.size() && open) {
      return at;
    }
    return at < tokens.size() && tokens.is(at, close) ? at + 1 : -1;
  }

  /** The end of {@code ?}, {@code ?::type} or a bracket of these; -1 if it is none. */
  private int plainElement(int i) {
    if (i >= tokens.size()) {
      return -1;
    }
    int at;
    if (tokens.is(i, Tokens.OPEN)) {
      at = tupleEnd(i);
    } else {
      at = tokens.kind(i) == Tokens.VALUE ? i + 1 : -1;
    }
    while (at > 0 && at + 1 < tokens.size() && tokens.is(at, Tokens.CAST)) {
      at += 2;
    }
    return at;
  }

  private int tupleEnd(int i) {
    int at = i;
    do {
      at = plainElement(at + 1);
    } while (at > 0 && at < tokens.size() && tokens.is(at, Tokens.COMMA));
    return at > 0 && at < tokens.size() && tokens.is(at, Tokens.CLOSE) ? at + 1 : -1;
  }

  private boolean sameTokens(int from, int to, int otherFrom, int otherTo) {
    if (to - from != otherTo - otherFrom) {
      return false;
    }
    for (int k = 0; k < to - from; k++) {
      if (!tokens.sameText(from + k, otherFrom + k)) {
        return false;
      }
    }
    return true;
  }
}
