package dev.headroom.traces;

import dev.headroom.observe.Dialect;
import dev.headroom.observe.Fingerprint;
import dev.headroom.traces.Span.Role;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what a span is, by its kind and attributes in old and new conventions. */
final class SpanMaker {

  static final int INTERNAL = 1;
  static final int SERVER = 2;
  static final int CLIENT = 3;
  static final int CONSUMER = 5;

  /** Stores whose texts are no SQL. */
  private static final Set<String> NO_SQL =
      Set.of(
          "redis",
          "memcached",
          "mongodb",
          "elasticsearch",
          "opensearch",
          "couchbase",
          "couchdb",
          "dynamodb",
          "aws.dynamodb",
          "hbase",
          "neo4j",
          "influxdb",
          "geode",
          "cosmosdb",
          "azure.cosmosdb");

  /** Named spans that have a route in their name: a method and a path with no digits in it. */
  private static final Pattern ROUTE_NAME = Pattern.compile("[A-Z]{3,7} /[^\\s?]*");

  private static final Pattern DIGITS = Pattern.compile("[0-9]");

  private static final Pattern CHECKOUT =
      Pattern.compile("(?i)(.*(data ?source|pool)[.#])?getConnection");

  /** Longest text that is looked at; the rest of it adds nothing to what it is. */
  private static final int LONGEST = 10_240;

  private static final int CACHED_TEXTS = 2_000;

  private final Map<String, String> fingerprints =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > CACHED_TEXTS;
        }
      };

  /**
   * The raw parts of a span.
   *
   * @param failed whether its status says error
   */
  record Raw(
      Span.Service service,
      long id,
      long parent,
      String name,
      int kind,
      long startNanos,
      long nanos,
      boolean failed) {}

  Span make(Raw raw, Attributes attributes) {
    Role role = role(raw, attributes);
    String detail = "";
    long binds = SqlBinds.UNKNOWN;
    if (role == Role.REQUEST) {
      detail = endpoint(raw, attributes);
    } else if (role == Role.STATEMENT) {
      String sql = attributes.first("db.query.text", "db.statement");
      detail = fingerprint(sql, attributes.first("db.system.name", "db.system"));
      binds = SqlBinds.hash(sql, attributes.parameters());
    }
    boolean failed =
        raw.failed()
            || (role == Role.REQUEST
                && attributes.number("http.response.status_code", "http.status_code") >= 500);
    return new Span(
        raw.service(),
        raw.id(),
        raw.parent(),
        raw.startNanos(),
        raw.nanos(),
        role,
        failed,
        detail,
        binds,
        (int) Math.max(0, Math.min(1 << 20, attributes.number("db.operation.batch.size"))),
        role == Role.REQUEST
            ? attributes.number("http.response.body.size", "http.response_content_length")
            : attributes.number("db.response.returned_rows"),
        code(attributes),
        attributes.first("db.namespace", "db.name").intern());
  }

  private static Role role(Raw raw, Attributes attributes) {
    String system = attributes.first("db.system.name", "db.system").toLowerCase(Locale.ROOT);
    boolean text = attributes.any("db.query.text", "db.statement");
    if (raw.kind() == SERVER || raw.kind() == CONSUMER) {
      return Role.REQUEST;
    }
    if (CHECKOUT.matcher(raw.name()).matches()) {
      return Role.CHECKOUT;
    }
    if (NO_SQL.contains(system)) {
      return Role.CALL;
    }
    if (text) {
      return isTransaction(attributes.first("db.query.text", "db.statement"))
          ? Role.DATABASE
          : Role.STATEMENT;
    }
    if (!system.isEmpty()) {
      return raw.kind() == CLIENT ? Role.DATABASE : Role.LINK;
    }
    return raw.kind() == CLIENT && !attributes.any("messaging.system") ? Role.CALL : Role.LINK;
  }

  private static boolean isTransaction(String sql) {
    String word = sql.strip().split("[\\s;]", 2)[0].toLowerCase(Locale.ROOT);
    return switch (word) {
      case "commit", "rollback", "begin", "start", "savepoint", "release", "set" -> true;
      default -> false;
    };
  }

  /** Never a path as it was asked for: it may hold anything, and would make endless endpoints. */
  private static String endpoint(Raw raw, Attributes attributes) {
    String method = attributes.first("http.request.method", "http.method");
    String route = attributes.first("http.route");
    if (!method.isEmpty()) {
      if (!route.isEmpty()) {
        return (method + " " + route).intern();
      }
      boolean template = ROUTE_NAME.matcher(raw.name()).matches();
      return (template && !DIGITS.matcher(raw.name()).find()
              ? raw.name()
              : method + " (unknown route)")
          .intern();
    }
    String rpc = attributes.first("rpc.method");
    if (!rpc.isEmpty()) {
      String service = attributes.first("rpc.service");
      return (service.isEmpty() || rpc.contains("/") ? rpc : service + "/" + rpc).intern();
    }
    return raw.name().isBlank() ? "(no name)" : raw.name().intern();
  }

  private String fingerprint(String sql, String system) {
    String text = sql.length() > LONGEST ? sql.substring(0, LONGEST) : sql;
    return fingerprints.computeIfAbsent(
        system + '\n' + text, key -> Fingerprint.of(text, dialect(system)).intern());
  }

  /** The conventions' name of a system, as {@code getDatabaseProductName} would say it. */
  private static Dialect dialect(String system) {
    String name = system.toLowerCase(Locale.ROOT);
    return Dialect.ofProduct(
        switch (name) {
          case "mssql", "microsoft.sql_server" -> "microsoft sql server";
          case "derby" -> "apache derby";
          case "ibm.db2" -> "db2";
          default -> name;
        });
  }

  /** {@code Type.method(File.java:42)} as far as it is told. */
  private static String code(Attributes attributes) {
    String function = attributes.first("code.function.name", "code.function");
    if (function.isEmpty()) {
      return "";
    }
    String space = attributes.first("code.namespace");
    String full = space.isEmpty() ? function : space + "." + function;
    String[] words = full.split("[.#]", -1);
    String name = words.length < 2 ? full : words[words.length - 2] + "." + words[words.length - 1];
    String file = attributes.first("code.file.path", "code.filepath");
    long line = attributes.number("code.line.number", "code.lineno");
    String place = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    return (place.isEmpty() ? name : name + "(" + place + (line > 0 ? ":" + line : "") + ")")
        .intern();
  }
}
