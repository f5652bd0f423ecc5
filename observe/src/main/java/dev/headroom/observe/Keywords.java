package dev.headroom.observe;

import java.util.Locale;

/**
 * The words of SQL that change how a fingerprint reads what stands beside them, found by their
 * letters packed into one number while a word is read, so that no string is made of it.
 */
final class Keywords {

  /** Longer words than this are none, save {@code returning}. */
  private static final int LONGEST = 8;

  private static final int SLOTS = 256;

  /** Spreads the keywords over the table, most of them to a place of their own. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private static final long[] LETTERS = new long[SLOTS];
  private static final int[] WHAT = new int[SLOTS];

  /** {@code returning} without its first letter. */
  private static final long ETURNING = packed("eturning");

  static {
    put(Tokens.NO_OPERAND, "select", "when", "then", "else", "and", "or", "in", "between");
    put(Tokens.NO_OPERAND, "limit", "offset", "values", "return", "by", "like", "ilike", "not");
    put(Tokens.NO_OPERAND, "case", "on", "where", "having", "set", "using", "is", "from", "as");
    put(Tokens.NO_OPERAND, "distinct", "all", "any", "interval");
    put(Tokens.BEFORE_NAME, "from", "join", "into", "update", "table", "as", "index");
    put(Tokens.IN | Tokens.PARTS, "in");
    put(Tokens.ARRAY, "array");
    put(Tokens.VALUES | Tokens.PARTS, "values");
    put(Tokens.SELECT, "select");
    put(Tokens.WITH, "with");
  }

  private Keywords() {}

  private static void put(int what, String... words) {
    for (String word : words) {
      int at = find(packed(word));
      LETTERS[at] = packed(word);
      WHAT[at] |= what;
    }
  }

  private static long packed(String word) {
    long letters = 0;
    for (int i = 0; i < word.length(); i++) {
      letters = pack(letters, word.charAt(i));
    }
    return letters;
  }

  /** Adds a character of a word, whatever its case. */
  static long pack(long letters, char c) {
    return (letters << 8) | (c | 0x20);
  }

  private static int find(long letters) {
    int at = (int) ((letters * SPREAD) >>> 56);
    while (LETTERS[at] != 0 && LETTERS[at] != letters) {
      at = (at + 1) & (SLOTS - 1);
    }
    return at;
  }

  /** What a word of ASCII is: {@link Tokens#WORD} with the flags of a keyword, if it is one. */
  static int what(long letters, int length, char first) {
    if (length <= LONGEST) {
      return Tokens.WORD | WHAT[find(letters)];
    }
    boolean returning = length == 9 && letters == ETURNING && (first | 0x20) == 'r';
    return returning ? Tokens.WORD | Tokens.NO_OPERAND : Tokens.WORD;
  }

  /** What a word of any characters is; some beyond ASCII are letters of it in lower case. */
  static int what(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    boolean ascii = lower.chars().allMatch(c -> c < 0x80);
    return ascii ? what(packed(lower), lower.length(), lower.charAt(0)) : Tokens.WORD;
  }
}
