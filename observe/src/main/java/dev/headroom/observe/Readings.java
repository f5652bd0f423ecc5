package dev.headroom.observe;

import dev.headroom.observe.SqlLexer.Reading;
import java.util.BitSet;

/**
 * A text whose database is not known, read in all ways that it may be meant: what is structure in
 * each of them stays, everything else becomes a value. So a literal never survives, whoever wrote
 * it; the price is that some structure goes too.
 */
final class Readings {

  private Readings() {}

  /** The first reading's tokens, as far as the others find structure there too. */
  static Tokens agreed(String sql, Reading first, Reading... others) {
    Tokens tokens = SqlLexer.read(sql, first);
    if (!ambiguous(sql)) {
      return tokens;
    }
    BitSet structure = structure(tokens);
    for (Reading other : others) {
      structure.and(structure(SqlLexer.read(sql, other)));
    }
    Tokens agreed = tokens.none();
    boolean doubtful = false;
    boolean lastIsValue = false;
    for (int i = 0; i < tokens.size(); i++) {
      boolean value = tokens.kind(i) == Tokens.VALUE;
      boolean kept = structure.nextClearBit(tokens.start(i)) >= tokens.end(i);
      if (value || !kept) {
        boolean joins = lastIsValue && (doubtful || !value || !tokens.spaced(i));
        doubtful = !value || (doubtful && joins);
        if (!joins) {
          agreed.add(tokens.what(i) & Tokens.SPACED, tokens.start(i), tokens.end(i));
        }
        lastIsValue = true;
      } else {
        doubtful = false;
        lastIsValue = false;
        agreed.add(tokens.what(i), tokens.start(i), tokens.end(i));
      }
    }
    return agreed;
  }

  private static BitSet structure(Tokens tokens) {
    BitSet structure = new BitSet();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.kind(i) != Tokens.VALUE) {
        structure.set(tokens.start(i), tokens.end(i));
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
