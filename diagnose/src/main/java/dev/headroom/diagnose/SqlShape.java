package dev.headroom.diagnose;

import dev.headroom.diagnose.SqlTokens.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the rules need to know of a statement's text, found once per text and kept for the 2,048
 * used last. Never throws: text that nobody understands has no tables and reads nothing.
 *
 * @param reads whether it only reads
 * @param tables all tables named, unqualified, in lower case
 * @param written of these, what it writes
 * @param writesByKey whether it writes rows that a bind names: {@code where id = ?}
 * @param constant whether its whole condition is a comparison of literals, such as {@code 1=0}
 * @param catalog whether it reads the database's own catalogue, or Headroom's
 * @param locking whether it locks the rows it reads
 * @param changing whether a function in it gives another answer each time, or has an effect
 * @param listed whether it takes a list of keys: {@code in (?)}, {@code in ((?, ?))}, {@code =
 *     any(?)}
 * @param paging whether binds move a page through one result
 * @param secret whether it names a column of credentials
 * @param byLogin whether it looks for what people type to sign in: an e-mail address, a user name
 * @param limited whether it says how many rows it returns at most
 * @param aggregated whether its rows are sums or groups
 * @param sums whether it sums at all, in an inner query too
 * @param ranged whether a condition takes a range of values
 */
record SqlShape(
    boolean reads,
    Set<String> tables,
    Set<String> written,
    boolean writesByKey,
    boolean constant,
    boolean catalog,
    boolean locking,
    boolean changing,
    boolean listed,
    boolean paging,
    boolean secret,
    boolean byLogin,
    boolean limited,
    boolean aggregated,
    boolean sums,
    boolean ranged) {

  private static final int REMEMBERED = 2048;

  private static final Map<String, SqlShape> SHAPES =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SqlShape> eldest) {
          return size() > REMEMBERED;
        }
      };

  SqlShape {
    tables = Set.copyOf(tables);
    written = Set.copyOf(written);
  }

  static SqlShape of(String fingerprint) {
    synchronized (SHAPES) {
      SqlShape known = SHAPES.get(fingerprint);
      if (known != null) {
        return known;
      }
    }
    SqlShape shape = parse(fingerprint);
    synchronized (SHAPES) {
      SHAPES.put(fingerprint, shape);
    }
    return shape;
  }

  /**
   * Whether it reads rows of the application's own tables and changes nothing. A condition of
   * literals alone is not known to read any: {@code 1=0} and {@code 1=1} look alike.
   */
  boolean readsRows() {
    return reads && !tables.isEmpty() && !catalog && !locking && !constant;
  }

  private static SqlShape parse(String fingerprint) {
    List<Token> tokens = SqlTokens.of(fingerprint);
    String verb = verb(tokens);
    boolean query = verb.equals("select") || verb.equals("with") || verb.equals("(");
    boolean known = query || !SqlTraits.written(tokens).isEmpty();
    Set<String> qualified = known ? SqlTables.of(fingerprint, tokens) : Set.of();
    Set<String> written = new TreeSet<>();
    SqlTraits.written(tokens).forEach(name -> written.add(unqualified(name)));
    Set<String> tables = new TreeSet<>(written);
    // A rollup's marks are read as of now, and nobody but its triggers writes them.
    boolean catalog = tokens.stream().anyMatch(token -> token.text().equals("mark_slot"));
    for (String name : qualified) {
      tables.add(unqualified(name));
      catalog |= isCatalog(name);
    }
    return new SqlShape(
        query && written.isEmpty(),
        tables,
        written,
        (verb.equals("update") || verb.equals("delete")) && SqlTraits.namesRows(tokens),
        SqlTraits.constant(tokens),
        catalog,
        SqlTraits.locking(tokens),
        SqlTraits.changing(tokens),
        SqlTraits.listed(tokens),
        SqlTraits.paging(tokens),
        SqlTraits.secret(tokens),
        SqlTraits.byLogin(tokens),
        SqlResult.limited(tokens),
        SqlResult.aggregated(tokens),
        SqlResult.sums(tokens),
        SqlResult.ranged(tokens));
  }

  private static String verb(List<Token> tokens) {
    return tokens.isEmpty() ? "" : tokens.get(0).text();
  }

  private static String unqualified(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Headroom's own tables are nobody's to change either. */
  private static boolean isCatalog(String name) {
    return unqualified(name).startsWith("headroom_rollup")
        || name.startsWith("pg_")
        || name.startsWith("information_schema.")
        || name.startsWith("sqlite_")
        || name.startsWith("sys.");
  }
}
