package dev.headroom.observe;

import dev.headroom.observe.SqlLexer.Reading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A text whose database is not known, read in all ways that it may be meant: what is structure in
 * each of them stays, everything else becomes a value. So a literal never survives, whoever wrote
 * it; the price is that some structure goes too.
 */
final class Readings {

  private Readings() {}

  /** The first reading's tokens, as far as the others find structure there too. */
  static List<Token> agreed(String sql, Reading first, Reading... others) {
    List<Token> tokens = SqlLexer.tokens(sql, first);
    if (!ambiguous(sql)) {
      return tokens;
    }
    BitSet structure = structure(tokens);
    for (Reading other : others) {
      structure.and(structure(SqlLexer.tokens(sql, other)));
    }
    List<Token> agreed = new ArrayList<>(tokens.size());
    boolean doubtful = false;
    for (Token token : tokens) {
      boolean value = token.kind() == Token.Kind.VALUE;
      boolean kept = structure.nextClearBit(token.start()) >= token.end();
      Token last = agreed.isEmpty() ? null : agreed.get(agreed.size() - 1);
      if (value || !kept) {
        boolean joins =
            last != null
                && last.kind() == Token.Kind.VALUE
                && (doubtful || !value || !token.spaced());
        doubtful = !value || (doubtful && joins);
        if (!joins) {
          agreed.add(new Token(Token.Kind.VALUE, "?", token.spaced(), token.start(), token.end()));
        }
      } else {
        doubtful = false;
        agreed.add(token);
      }
    }
    return agreed;
  }

  private static BitSet structure(List<Token> tokens) {
    BitSet structure = new BitSet();
    for (Token token : tokens) {
      if (token.kind() != Token.Kind.VALUE) {
        structure.set(token.start(), token.end());
      }
    }
    return structure;
  }

  /** Whether databases may differ about this text. */
  private static boolean ambiguous(String sql) {
    for (int i = 0; i < sql.length(); i++) {
      switch (sql.charAt(i)) {
        case '"', '`', '#', '\\', '[', '$', '@' -> {
          return true;
        }
        case '-' -> {
          if (sql.startsWith("--", i)) {
            return true;
          }
        }
        case '/' -> {
          if (sql.startsWith("/*", i)) {
            return true;
          }
        }
        case '\'' -> {
          if (i > 0 && (sql.charAt(i - 1) == 'q' || sql.charAt(i - 1) == 'Q')) {
            return true;
          }
        }
        case '?' -> {
          if (i + 1 < sql.length()
              && sql.charAt(i + 1) > ' '
              && ",);".indexOf(sql.charAt(i + 1)) < 0) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }
}
