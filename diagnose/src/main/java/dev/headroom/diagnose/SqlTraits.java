package dev.headroom.diagnose;

import dev.headroom.diagnose.SqlTokens.Token;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What single words of a statement say about it; {@link SqlShape} says what each means. */
final class SqlTraits {

  private static final Set<String> CHANGING_FUNCTIONS =
      Set.of(
          "now",
          "random",
          "rand",
          "nextval",
          "currval",
          "lastval",
          "setval",
          "clock_timestamp",
          "statement_timestamp",
          "transaction_timestamp",
          "timeofday",
          "gen_random_uuid",
          "uuid",
          "uuid_generate_v1",
          "uuid_generate_v4",
          "uuidv4",
          "uuidv7",
          "newid",
          "getdate",
          "sysdate",
          "curdate",
          "curtime",
          "unix_timestamp",
          "last_insert_id",
          "last_insert_rowid",
          "changes",
          "txid_current",
          "pg_current_xact_id",
          "set_config",
          "pg_sleep",
          "pg_notify",
          "setseed",
          "get_lock",
          "release_lock",
          "sleep");

  private static final Set<String> AFTER_WHERE =
      Set.of("order", "group", "limit", "offset", "fetch", ";");

  private static final Set<String> LOGINS =
      Set.of(
          "email",
          "e_mail",
          "mail",
          "email_address",
          "login",
          "login_name",
          "username",
          "user_name",
          "phone",
          "phone_number");

  private static final Set<String> CHANGING_WORDS =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtimestamp",
          "localtime",
          "sysdate",
          "systimestamp");

  private SqlTraits() {}

  /** Tables after insert into, update, delete from, merge into, truncate. */
  static Set<String> written(List<Token> tokens) {
    Set<String> written = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      int name = -1;
      if (at(tokens, i, "insert", "into")
          || at(tokens, i, "replace", "into")
          || at(tokens, i, "delete", "from")
          || at(tokens, i, "merge", "into")
          || at(tokens, i, "truncate", "table")) {
        name = i + 2;
      } else if (startsUpdate(tokens, i) || (i == 0 && tokens.get(i).is("truncate"))) {
        name = i + 1;
      }
      if (name > 0) {
        name += name < tokens.size() && tokens.get(name).is("only") ? 1 : 0;
        String table = SqlTables.nameAt(tokens, name);
        if (!table.isEmpty()) {
          written.add(table);
        }
      }
    }
    return written;
  }

  /** An update that names a table: not that of a lock, an upsert, a merge or a foreign key. */
  static boolean startsUpdate(List<Token> tokens, int i) {
    if (!tokens.get(i).is("update")) {
      return false;
    }
    if (i == 0) {
      return true;
    }
    Token before = tokens.get(i - 1);
    return !before.is("for")
        && !before.is("key")
        && !before.is("do")
        && !before.is("then")
        && !before.is("on");
  }

  static boolean namesRows(List<Token> tokens) {
    boolean where = false;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      where |= tokens.get(i).is("where");
      if (where && tokens.get(i).is("=") && tokens.get(i + 1).is("?")) {
        return true;
      }
    }
    return false;
  }

  /** Whether the whole condition compares literals: the empty list of keys of a mapper. */
  static boolean constant(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).is("where")) {
        int at = i + 1;
        while (at < tokens.size() && tokens.get(at).is("(")) {
          at++;
        }
        boolean literals = at(tokens, at, "?", "=") && at(tokens, at + 1, "=", "?");
        at += 3;
        while (at < tokens.size() && tokens.get(at).is(")")) {
          at++;
        }
        if (literals && (at >= tokens.size() || AFTER_WHERE.contains(tokens.get(at).text()))) {
          return true;
        }
      }
    }
    return false;
  }

  static boolean locking(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (at(tokens, i, "for", "update")
          || at(tokens, i, "for", "share")
          || at(tokens, i, "for", "no")
          || at(tokens, i, "for", "key")
          || at(tokens, i, "share", "mode")
          || tokens.get(i).is("updlock")) {
        return true;
      }
    }
    return false;
  }

  static boolean changing(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.quoted()) {
        continue;
      }
      boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
      if (CHANGING_WORDS.contains(token.text())
          || (called
              && (CHANGING_FUNCTIONS.contains(token.text())
                  || token.text().startsWith("pg_advisory")
                  || token.text().startsWith("pg_try_advisory")))) {
        return true;
      }
    }
    return false;
  }

  static boolean listed(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (at(tokens, i, "in", "(") || at(tokens, i, "any", "(")) {
        int element = i + 2;
        while (element < tokens.size() && tokens.get(element).is("(")) {
          element++;
        }
        if (element < tokens.size()
            && (tokens.get(element).is("?") || tokens.get(element).is("..."))) {
          return true;
        }
      }
    }
    return false;
  }

  static boolean paging(List<Token> tokens) {
    boolean range = false;
    boolean limit = false;
    for (int i = 0; i < tokens.size(); i++) {
      if (at(tokens, i, "offset", "?")) {
        return true;
      }
      range |= at(tokens, i, ">", "?") || at(tokens, i, "<", "?");
      limit |= tokens.get(i).is("limit") || tokens.get(i).is("fetch");
    }
    return range && limit;
  }

  static boolean byLogin(List<Token> tokens) {
    boolean where = false;
    for (Token token : tokens) {
      where |= token.is("where");
      if (where && LOGINS.contains(token.text())) {
        return true;
      }
    }
    return false;
  }

  static boolean secret(List<Token> tokens) {
    return tokens.stream()
        .map(Token::text)
        .anyMatch(
            word ->
                word.contains("passw")
                    || word.contains("secret")
                    || word.equals("pwd")
                    || word.contains("token_hash")
                    || word.contains("api_key"));
  }

  private static boolean at(List<Token> tokens, int i, String first, String second) {
    return i + 1 < tokens.size() && tokens.get(i).is(first) && tokens.get(i + 1).is(second);
  }
}
