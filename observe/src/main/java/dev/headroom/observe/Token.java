package dev.headroom.observe;

/**
 * A token of SQL as a fingerprint sees it.
 *
 * @param kind what it is
 * @param text how the fingerprint writes it
 * @param spaced whether white space or a comment stood before it
 * @param start where it begins in the text
 * @param end where it ends
 */
record Token(Kind kind, String text, boolean spaced, int start, int end) {

  enum Kind {
    /** Keyword or unquoted identifier, in lower case; a quoted identifier as written. */
    WORD,
    /** A literal or placeholder, written as {@code ?}. */
    VALUE,
    /** Brackets, comma, semicolon, or one operator. */
    SYMBOL
  }

  boolean is(String symbolOrWord) {
    return text.equals(symbolOrWord);
  }
}
