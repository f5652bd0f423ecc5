package dev.headroom.spring;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Short names that deployments set, and the properties they stand for:
 *
 * <ul>
 *   <li>{@code DATABASE_URL}: {@code postgres://user:password@host:5432/name}, {@code
 *       sqlite:///file.db}, or any JDBC URL;
 *   <li>{@code DB_HOST}, {@code DB_PORT}, {@code DB_NAME}, {@code DB_USERNAME}, {@code
 *       DB_PASSWORD}: the same in parts; not beside {@code DATABASE_URL};
 *   <li>{@code SLOW_QUERY_THRESHOLD_MS}, and {@code PERFORMANCE_THRESHOLD_MS} for whole requests.
 * </ul>
 *
 * {@code REDIS_URL} and {@code CACHE_TTL} are read by the cache itself. On the command line a
 * property under its own name is stronger.
 */
final class EnvironmentNames {

  private static final String URL = "spring.datasource.url";
  private static final String USER = "spring.datasource.username";
  private static final String PASSWORD = "spring.datasource.password";

  private final Environment environment;
  private final Map<String, String> properties = new LinkedHashMap<>();

  private EnvironmentNames(Environment environment) {
    this.environment = environment;
  }

  static Map<String, String> properties(Environment environment) {
    EnvironmentNames names = new EnvironmentNames(environment);
    names.database();
    names.millis("SLOW_QUERY_THRESHOLD_MS", "headroom.observe.slow-threshold");
    names.millis("PERFORMANCE_THRESHOLD_MS", "headroom.observe.slow-request-threshold");
    return names.properties;
  }

  private @Nullable String value(String name) {
    String value = environment.getProperty(name);
    return value == null || value.isBlank() ? null : value.trim();
  }

  private void copy(String name, String property) {
    String value = value(name);
    if (value != null) {
      properties.put(property, value);
    }
  }

  private void millis(String name, String property) {
    String value = value(name);
    if (value == null) {
      return;
    }
    if (!value.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          name + " must be a whole number of milliseconds above 0, was '" + value + "'");
    }
    properties.put(property, value + "ms");
  }

  private void database() {
    String url = value("DATABASE_URL");
    String host = value("DB_HOST");
    if (url == null && host == null) {
      return;
    }
    if (url == null) {
      String port = value("DB_PORT");
      String name = value("DB_NAME");
      properties.put(
          URL,
          "jdbc:postgresql://"
              + host
              + ":"
              + (port == null ? "5432" : port)
              + "/"
              + (name == null ? "postgres" : name));
      copy("DB_USERNAME", USER);
      copy("DB_PASSWORD", PASSWORD);
      return;
    }
    if (host != null) {
      throw new IllegalArgumentException(
          "DATABASE_URL and DB_HOST name the database twice: keep one of them");
    }
    if (url.startsWith("jdbc:")) {
      properties.put(URL, url);
      copy("DB_USERNAME", USER);
      copy("DB_PASSWORD", PASSWORD);
    } else if (url.startsWith("sqlite:///")) {
      properties.put(URL, "jdbc:sqlite:" + url.substring("sqlite:///".length()));
    } else if (url.startsWith("postgres://") || url.startsWith("postgresql://")) {
      postgres(url);
    } else {
      throw new IllegalArgumentException(notUnderstood());
    }
  }

  private void postgres(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      // The cause would print the password.
      throw new IllegalArgumentException(notUnderstood());
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(notUnderstood());
    }
    properties.put(
        URL,
        "jdbc:postgresql://"
            + uri.getHost()
            + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
            + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    String who = uri.getRawUserInfo();
    if (who != null) {
      int colon = who.indexOf(':');
      properties.put(USER, decoded(colon < 0 ? who : who.substring(0, colon)));
      if (colon >= 0) {
        properties.put(PASSWORD, decoded(who.substring(colon + 1)));
      }
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Without the value: it may hold a password. */
  private static String notUnderstood() {
    return "DATABASE_URL is not understood: write postgres://user:password@host:5432/name"
        + " (percent-encode special characters), sqlite:///file.db, or a JDBC URL";
  }
}
