package dev.headroom.diagnose;

import dev.headroom.diagnose.SqlTokens.Token;
import java.util.List;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import org.jspecify.annotations.Nullable;

/** JSqlParser, kept away from text that makes a parser slow: it runs on the caller's thread. */
final class SqlParse {

  private static final int LONGEST = 10_000;
  private static final int DEEPEST = 16;

  private SqlParse() {}

  static @Nullable Statement of(String fingerprint) {
    return of(fingerprint, SqlTokens.of(fingerprint));
  }

  /** The statement, or null for what is outside the parser's grammar: dialects differ. */
  static @Nullable Statement of(String fingerprint, List<Token> tokens) {
    if (fingerprint.length() > LONGEST || depth(tokens) > DEEPEST) {
      return null;
    }
    try {
      // A collapsed list is not SQL; one placeholder stands for it.
      CCJSqlParser parser = CCJSqlParserUtil.newParser(fingerprint.replace("...", "?"));
      return parser.withAllowComplexParsing(true).Statement();
    } catch (Exception | StackOverflowError unparsed) {
      return null;
    }
  }

  private static int depth(List<Token> tokens) {
    int depth = 0;
    int deepest = 0;
    for (Token token : tokens) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
