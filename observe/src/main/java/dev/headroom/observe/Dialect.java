package dev.headroom.observe;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a database writes SQL, as far as a fingerprint must know. */
public enum Dialect {
  /**
   * {@code "quoted"} names, {@code E'\''}, {@code $tag$..$tag$}, nested comments, {@code ::}. H2,
   * HSQLDB and Derby write less and are read so too.
   */
  POSTGRESQL,
  /**
   * Names in backquotes, backslashes escape, {@code #} begins a comment, {@code "text"} is a
   * literal unless it stands where only a name can. MariaDB too.
   */
  MYSQL,
  /**
   * Names in {@code [brackets]}, backquotes or double quotes; since SQLite takes an unknown name in
   * double quotes for a literal, so does the fingerprint where both can stand. {@code ?1}, {@code
   * :name}, {@code @name} and {@code $name} are placeholders.
   */
  SQLITE,
  /** {@code "quoted"} names, {@code q'[it's]'}. DB2 too. */
  ORACLE,
  /** Names in {@code [brackets]} and double quotes. */
  SQL_SERVER,
  /**
   * Not known: what any of the above would take for a literal or a comment goes, so literals never
   * survive; names in double quotes go with them where a literal could stand.
   */
  UNKNOWN;

  private static final List<String> LIKE_POSTGRESQL =
      List.of("postgresql", "enterprisedb", "cockroach", "redshift", "h2", "hsql", "apache derby");

  /**
   * The dialect of a product.
   *
   * @param product what {@code DatabaseMetaData.getDatabaseProductName} says; null if it says
   *     nothing
   * @return {@link #UNKNOWN} for all others
   */
  public static Dialect ofProduct(@Nullable String product) {
    String name = product == null ? "" : product.toLowerCase(Locale.ROOT);
    if (LIKE_POSTGRESQL.stream().anyMatch(name::startsWith)) {
      return POSTGRESQL;
    }
    if (name.contains("mysql") || name.contains("mariadb")) {
      return MYSQL;
    }
    if (name.contains("sqlite")) {
      return SQLITE;
    }
    if (name.startsWith("microsoft sql server")) {
      return SQL_SERVER;
    }
    return name.startsWith("oracle") || name.startsWith("db2") ? ORACLE : UNKNOWN;
  }
}
