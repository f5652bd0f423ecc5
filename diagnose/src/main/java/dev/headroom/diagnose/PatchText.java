package dev.headroom.diagnose;

import dev.headroom.loop.PoolObservation;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Fixes that are configuration or code. */
final class PatchText {

  /** Aliases as Hibernate makes them: {@code o1_0.id}. */
  private static final Pattern HIBERNATE = Pattern.compile("\\b[a-z]+\\d+_\\d+\\.");

  private PatchText() {}

  static boolean isHibernate(String fingerprint) {
    return HIBERNATE.matcher(fingerprint).find();
  }

  static String nPlusOne(String driver, String fingerprint, Set<String> tables) {
    if (!isHibernate(fingerprint)) {
      return JoinedRead.sql(driver, fingerprint);
    }
    String table = tables.isEmpty() ? "" : firstTable(fingerprint, tables);
    return String.join(
        "\n",
        "# application.yml: every lazy association is read for 50 owners at a time",
        "spring.jpa.properties.hibernate.default_batch_fetch_size: 50",
        "",
        "// or at the association that maps "
            + table
            + " (a collection, or the class referred to):",
        "@BatchSize(size = 50)",
        "",
        "// or at the repository method that needs it, for one association of the query:",
        "@EntityGraph(attributePaths = \"" + camel(table) + "\")",
        "");
  }

  /** The table right after from: what is read, not what it is joined to. */
  private static String firstTable(String fingerprint, Set<String> tables) {
    String lower = fingerprint.toLowerCase(Locale.ROOT);
    int from = lower.indexOf(" from ");
    String first = "";
    int nearest = Integer.MAX_VALUE;
    for (String table : tables) {
      int at = from < 0 ? -1 : lower.indexOf(table, from);
      if (at >= 0 && at < nearest) {
        nearest = at;
        first = table;
      }
    }
    return first;
  }

  private static String camel(String table) {
    StringBuilder name = new StringBuilder();
    for (String word : table.split("[^a-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        name.append(name.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)))
            .append(word, 1, word.length());
      }
    }
    return name.toString();
  }

  static String once(String codeLine) {
    return at(codeLine, "ask this, which remembers for one request")
        + """
        // made with the request, kept with it (in Spring: @Component @RequestScope)
        class AskedOnce<K, V> {
          private final Map<K, V> answers = new HashMap<>();

          V get(K key, Function<K, V> read) {
            return answers.computeIfAbsent(key, read);
          }
        }
        """;
  }

  static String cache(Set<String> tables, Duration ttl, Set<String> writers) {
    String name = String.join("-", new TreeSet<>(tables));
    String space = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String ttlText =
        ttl.toSeconds() % 3600 == 0
            ? ttl.toHours() + "h"
            : ttl.toSeconds() % 60 == 0 ? ttl.toMinutes() + "m" : ttl.toSeconds() + "s";
    String write =
        "after commit, at "
            + (writers.isEmpty() ? "whatever writes " + Words.list(tables) : Words.where(writers));
    return String.join(
        "\n",
        "// in code, with headroom-cache; the key is all that the answer depends on",
        "Namespace<Answer> kept = cache.namespace(\"" + space + "\", Answer.class);",
        "// its options: NamespaceOptions.ofTtl(Duration.ofSeconds(" + ttl.toSeconds() + "))",
        "Answer answer = kept.get(key, () -> read(key));",
        "kept.clear(); // " + write,
        "",
        "# with Spring Boot's starter instead: application.yml",
        "headroom:",
        "  cache:",
        "    namespaces:",
        "      " + space + ":",
        "        ttl: " + ttlText + " # an answer is at most this old, should a write be missed",
        "# @Cacheable(\"" + space + "\") at the read, keyed by all that the answer depends on;",
        "# @CacheEvict(\"" + space + "\"), " + write,
        "");
  }

  static String tokens(Set<String> writers) {
    return String.join(
        "\n",
        "# application.yml, with Spring Boot's starter: what each JwtDecoder found out",
        "headroom.web.tokens.enabled: true # known for 5 minutes at most, never past its expiry",
        "",
        "// the token's user too, where it is asked for: headroom-web, in the same namespace",
        "var tokens = new TokenCache<>(cache, User.class, fixes, Clock.systemUTC(), 8192);",
        "User user = tokens.get(\"users\", token, t -> new TokenCache.Valid<>(read(t), expires, notBefore));",
        "tokens.revokeSubject(subject); // after commit, at "
            + (writers.isEmpty() ? "whatever changes or blocks accounts" : Words.where(writers)),
        "");
  }

  static String poolSize(PoolObservation pool, int size) {
    String kind = pool.kind().toLowerCase(Locale.ROOT);
    String property =
        kind.contains("hikari")
            ? "hikari.maximum-pool-size"
            : kind.contains("tomcat")
                ? "tomcat.max-active"
                : kind.contains("dbcp") ? "dbcp2.max-total" : "";
    String call =
        kind.contains("hikari")
            ? "setMaximumPoolSize"
            : kind.contains("tomcat") ? "setMaxActive" : "setMaxTotal";
    return property.isEmpty()
        ? "# the largest size of pool " + pool.name() + ": " + size + "\n"
        : "spring.datasource."
            + property
            + ": "
            + size
            + "\n# without Spring Boot, where the pool is made: "
            + call
            + "("
            + size
            + ")\n";
  }

  static String closedView() {
    return """
    # application.yml: connections go back when the transaction ends, not after the view
    spring.jpa.open-in-view: false
    """;
  }

  static String shortTransaction(String codeLine) {
    return at(codeLine, "a connection for the statements, not for the request")
        + """
        List<Row> rows;
        try (Connection connection = dataSource.getConnection()) {
          rows = read(connection, key);
        } // in Spring: rows = transactionTemplate.execute(status -> repository.read(key));
        return render(rows); // the connection is back in its pool
        """;
  }

  static String callOutside(String codeLine) {
    return at(codeLine, "the call between two short transactions")
        + """
        Order order;
        try (Connection connection = dataSource.getConnection()) {
          order = read(connection, key);
        } // in Spring: each of the two in transactionTemplate.execute(...)
        Answer answer = client.call(order); // no connection is held here
        try (Connection connection = dataSource.getConnection()) {
          store(connection, order, answer);
        }
        """;
  }

  static String compression() {
    return """
    # Tomcat: compression="on" at the Connector; Jetty: its compression (gzip) handler;
    # Undertow: EncodingHandler; or the proxy in front. Spring Boot, in application.yml:
    server:
      compression:
        enabled: true
        min-response-size: 1KB
        mime-types: application/json,application/xml,text/html,text/plain,text/css
    """;
  }

  static String lock(String codeLine) {
    return at(codeLine, "instead of synchronized; nothing slow between lock and unlock")
        + """
        private final ReentrantLock lock = new ReentrantLock();

        lock.lock();
        try {
          publish(computedBefore);
        } finally {
          lock.unlock();
        }
        """;
  }

  static String heap(long bytes) {
    return "# twice as much as now, if the machine has it\nJAVA_TOOL_OPTIONS=-Xmx"
        + Math.max(1, 2 * (bytes / 1_048_576))
        + "m\n";
  }

  private static String at(String codeLine, String what) {
    boolean known = !codeLine.isEmpty() && !codeLine.equals("-");
    return "// " + (known ? codeLine + ": " : "") + what + "\n";
  }

  static String sqlite() {
    return """
        # application.yml of a Spring Boot service, with dev.headroom:headroom-sqlite
        headroom.sqlite.enabled: true

        # or the settings alone, for the pool as it is
        spring.datasource.url: jdbc:sqlite:FILE?journal_mode=WAL&synchronous=NORMAL&cache_size=10000\
        &temp_store=MEMORY&mmap_size=268435456&busy_timeout=5000&foreign_keys=true
        """;
  }
}
