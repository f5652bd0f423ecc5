package dev.headroom.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The tokens of one text, each as one number: what it is, where it begins, how long it is. A text
 * of 500 characters has 200 tokens, and an object and a string for each was most of what a
 * fingerprint cost. {@link #list} makes objects of them where few texts are read.
 */
final class Tokens {

  /** A longer text cannot be read; the fingerprint reads less. */
  static final int LONGEST = (1 << 18) - 1;

  // What a token is: a symbol's character or a keyword's number, its kind, and flags.
  private static final int KIND = 3 << 16;
  static final int VALUE = 0;
  static final int WORD = 1 << 16;
  static final int SYMBOL = 2 << 16;

  /** A symbol of several characters. */
  static final int LONG = 1 << 18;

  /** White space or a comment stood before it. */
  static final int SPACED = 1 << 19;

  /** A word with characters beyond ASCII, of which lower case may be longer or shorter. */
  static final int BEYOND = 1 << 20;

  /** A keyword behind which a sign belongs to a number. */
  static final int NO_OPERAND = 1 << 21;

  /** A keyword before a name. */
  static final int BEFORE_NAME = 1 << 22;

  /** No space is written before it. */
  static final int JOINS = 1 << 23;

  /** A space is written behind it. */
  static final int PARTS = 1 << 24;

  /** No space is written behind it. */
  static final int OPENS = 1 << 25;

  private static final int WHAT_BITS = 28;
  private static final int PLACE_BITS = 18;
  private static final int WHAT = (1 << WHAT_BITS) - 1;
  private static final int PLACE = (1 << PLACE_BITS) - 1;

  static final int OPEN = SYMBOL | '(';
  static final int CLOSE = SYMBOL | ')';
  static final int OPEN_SQUARE = SYMBOL | '[';
  static final int CLOSE_SQUARE = SYMBOL | ']';
  static final int COMMA = SYMBOL | ',';
  static final int DOT = SYMBOL | '.';
  static final int CAST = SYMBOL | LONG | 1;
  static final int IN = WORD | 1;
  static final int ARRAY = WORD | 2;
  static final int VALUES = WORD | 3;
  static final int SELECT = WORD | 4;
  static final int WITH = WORD | 5;

  /** What is left of a token to be compared with the constants above. */
  private static final int IDENTITY = KIND | LONG | 0xffff;

  final String sql;

  /** The text; what of it was read as a word is in lower case, if it is ASCII. */
  final char[] chars;

  private long[] numbers;
  private int size;

  Tokens(String sql) {
    this(sql, sql.toCharArray());
  }

  private Tokens(String sql, char[] chars) {
    if (chars.length > LONGEST) {
      throw new IllegalArgumentException(
          "a text of " + chars.length + " characters: at most " + LONGEST + " can be read");
    }
    this.sql = sql;
    this.chars = chars;
    this.numbers = new long[16 + 2 * chars.length / 5];
  }

  /** No tokens yet, of the same text. */
  Tokens none() {
    return new Tokens(sql, chars);
  }

  int size() {
    return size;
  }

  void add(int what, int start, int end) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] =
        ((long) (end - start) << PLACE_BITS | start) << WHAT_BITS | what | shape(what);
  }

  /** How brackets and commas are written. */
  private static int shape(int what) {
    return switch (what & IDENTITY) {
      case OPEN, OPEN_SQUARE -> OPENS;
      case CLOSE, CLOSE_SQUARE -> JOINS;
      case COMMA -> JOINS | PARTS;
      default -> 0;
    };
  }

  /** What a token is, with its flags. */
  int what(int i) {
    return (int) numbers[i] & WHAT;
  }

  int start(int i) {
    return (int) (numbers[i] >>> WHAT_BITS) & PLACE;
  }

  int end(int i) {
    return start(i) + (int) (numbers[i] >>> (WHAT_BITS + PLACE_BITS));
  }

  boolean spaced(int i) {
    return (what(i) & SPACED) != 0;
  }

  int kind(int i) {
    return what(i) & KIND;
  }

  /** What identifies a symbol or keyword, without flags. */
  int identity(int i) {
    return what(i) & IDENTITY;
  }

  /** Whether a token is one of the symbols or keywords above. */
  boolean is(int i, int symbolOrWord) {
    return identity(i) == symbolOrWord;
  }

  /** The first character of its text. */
  char first(int i) {
    return kind(i) == VALUE ? '?' : chars[start(i)];
  }

  /** The last character of its text. */
  char last(int i) {
    return kind(i) == VALUE ? '?' : chars[end(i) - 1];
  }

  boolean sameText(int i, int other) {
    int what = identity(i);
    if (what != identity(other)) {
      return false;
    }
    boolean whole = what == VALUE || ((what & KIND) == SYMBOL && (what & LONG) == 0);
    return whole || text(i).equals(text(other));
  }

  /** How the fingerprint writes it. */
  String text(int i) {
    int what = what(i);
    if ((what & KIND) == VALUE) {
      return "?";
    }
    return (what & BEYOND) != 0
        ? sql.substring(start(i), end(i)).toLowerCase(Locale.ROOT)
        : new String(chars, start(i), end(i) - start(i));
  }

  /** Objects, for those that read few texts. */
  List<Token> list() {
    List<Token> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Token.Kind kind =
          switch (kind(i)) {
            case VALUE -> Token.Kind.VALUE;
            case WORD -> Token.Kind.WORD;
            default -> Token.Kind.SYMBOL;
          };
      list.add(new Token(kind, text(i), spaced(i), start(i), end(i)));
    }
    return list;
  }
}
