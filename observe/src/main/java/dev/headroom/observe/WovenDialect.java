package dev.headroom.observe;

import java.util.Map;

/**
 * The dialect that a driver's classes speak, by their package: a driver need not be asked for its
 * metadata, which costs a round trip with some and throws with others.
 */
final class WovenDialect extends ClassValue<Dialect> {

  private static final Map<String, Dialect> PACKAGES =
      Map.ofEntries(
          Map.entry("org.postgresql.", Dialect.POSTGRESQL),
          Map.entry("com.impossibl.postgres.", Dialect.POSTGRESQL),
          Map.entry("com.edb.", Dialect.POSTGRESQL),
          Map.entry("com.amazon.redshift.", Dialect.POSTGRESQL),
          Map.entry("org.h2.", Dialect.POSTGRESQL),
          Map.entry("org.hsqldb.", Dialect.POSTGRESQL),
          Map.entry("org.apache.derby.", Dialect.POSTGRESQL),
          Map.entry("com.mysql.", Dialect.MYSQL),
          Map.entry("org.mariadb.", Dialect.MYSQL),
          Map.entry("org.sqlite.", Dialect.SQLITE),
          Map.entry("oracle.jdbc.", Dialect.ORACLE),
          Map.entry("com.ibm.db2.", Dialect.ORACLE),
          Map.entry("com.microsoft.sqlserver.", Dialect.SQL_SERVER));

  private static final WovenDialect OF = new WovenDialect();

  private WovenDialect() {}

  static Dialect of(Object statementOrConnection) {
    return OF.get(statementOrConnection.getClass());
  }

  @Override
  protected Dialect computeValue(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Map.Entry<String, Dialect> entry : PACKAGES.entrySet()) {
        if (at.getName().startsWith(entry.getKey())) {
          return entry.getValue();
        }
      }
    }
    return Dialect.UNKNOWN;
  }
}
