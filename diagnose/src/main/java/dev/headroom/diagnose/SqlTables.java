package dev.headroom.diagnose;

import dev.headroom.diagnose.SqlTokens.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.util.TablesNamesFinder;

/**
 * The tables that a statement names, in lower case, without quotes, with their schema where it is
 * written. JSqlParser is asked first; what it does not take is scanned for the words that stand
 * before tables. A name of a common table expression is no table.
 */
final class SqlTables {

  private static final Set<String> NO_TABLE =
      Set.of(
          "select", "where", "set", "values", "lateral", "only", "on", "as", "using", "unnest",
          "dual", "order", "group", "limit", "table", "from", "join", "default", "skip", "nowait",
          "of");

  private SqlTables() {}

  static Set<String> of(String fingerprint, List<Token> tokens) {
    Statement statement = SqlParse.of(fingerprint, tokens);
    if (statement != null) {
      try {
        return cleaned(new TablesNamesFinder<Void>().getTables(statement));
      } catch (RuntimeException | StackOverflowError unwalked) {
        // A statement that it parses and does not walk. The scan below answers.
      }
    }
    return scanned(tokens);
  }

  private static Set<String> cleaned(Set<String> names) {
    Set<String> tables = new TreeSet<>();
    for (String name : names) {
      String plain = name.replace("\"", "").replace("`", "").toLowerCase(Locale.ROOT);
      if (!plain.isEmpty() && !plain.equals("dual")) {
        tables.add(plain);
      }
    }
    return tables;
  }

  /** Names after from, join, into, update, using, and after commas in the list that follows. */
  static Set<String> scanned(List<Token> tokens) {
    Set<String> tables = new TreeSet<>();
    Set<String> ctes = ctes(tokens);
    Deque<Boolean> lists = new ArrayDeque<>();
    boolean inList = false;
    boolean wanted = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("(")) {
        lists.push(inList);
        inList = false;
        wanted = false;
      } else if (token.is(")")) {
        inList = !lists.isEmpty() && lists.pop();
        wanted = false;
      } else if (beforeTable(tokens, i)) {
        wanted = true;
        inList = token.is("from");
      } else if (token.is(",")) {
        wanted = inList;
      } else if (token.is("where") || token.is("order") || token.is("group") || token.is("set")) {
        inList = false;
        wanted = false;
      } else if (wanted && !token.is("only") && !token.is("table")) {
        wanted = false;
        String name = nameAt(tokens, i);
        boolean function =
            i + nameLength(tokens, i) < tokens.size()
                && tokens.get(i + nameLength(tokens, i)).is("(")
                && !tokens.get(i - 1).is("into");
        if (!name.isEmpty() && !function && !ctes.contains(name)) {
          tables.add(name);
        }
      }
    }
    return tables;
  }

  /** The possibly qualified name that starts at a token, or empty. */
  static String nameAt(List<Token> tokens, int i) {
    int length = nameLength(tokens, i);
    StringBuilder name = new StringBuilder();
    for (int j = i; j < i + length; j++) {
      name.append(tokens.get(j).text());
    }
    return name.toString();
  }

  private static int nameLength(List<Token> tokens, int i) {
    if (i >= tokens.size() || !tokens.get(i).isName() || isWord(tokens.get(i))) {
      return 0;
    }
    int length = 1;
    while (i + length + 1 < tokens.size()
        && tokens.get(i + length).is(".")
        && tokens.get(i + length + 1).isName()) {
      length += 2;
    }
    return length;
  }

  private static boolean isWord(Token token) {
    return !token.quoted() && NO_TABLE.contains(token.text());
  }

  private static boolean beforeTable(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    if (token.is("from")) {
      // extract(year from x), trim(both from x), is distinct from x: no table follows.
      return i == 0 || !tokens.get(i - 1).is("distinct");
    }
    return token.is("join")
        || token.is("into")
        || token.is("using")
        || token.is("truncate")
        || SqlTraits.startsUpdate(tokens, i);
  }

  private static Set<String> ctes(List<Token> tokens) {
    Set<String> names = new HashSet<>();
    for (int i = 1; i + 1 < tokens.size(); i++) {
      boolean starts =
          tokens.get(i - 1).is("with")
              || tokens.get(i - 1).is("recursive")
              || tokens.get(i - 1).is(",");
      if (starts
          && tokens.get(i).isName()
          && (tokens.get(i + 1).is("as") || tokens.get(i + 1).is("("))) {
        names.add(tokens.get(i).text());
      }
    }
    return names;
  }
}
