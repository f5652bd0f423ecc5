package dev.headroom.web;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many requests may be made.
 *
 * @param name lower case words with dashes; in the headers and in the keys
 * @param path a route's template, or one that ends with {@code /**} for all below it; the requests
 *     that match count together
 * @param methods which count; none: all. {@code GET} counts {@code HEAD} too
 * @param per whom they are counted for
 * @param limit how many are allowed at once, and anew in each window, spread evenly over it; 1 to 1
 *     million
 * @param window 1 s to 1 day
 */
public record LimitRule(
    String name, String path, Set<String> methods, Per per, int limit, Duration window) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Whom requests are counted for. */
  public enum Per {
    /** All together. */
    ROUTE,
    /** Each user; those without a known user by their address. */
    USER,
    /** Each address; of IPv6 each network of 64 bits. */
    ADDRESS
  }

  /** Checks the values. */
  public LimitRule {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a rule's name is lower case words with dashes, such as sign-in; was '" + name + "'");
    }
    var unused = PathPattern.of(path);
    methods = methods.stream().map(m -> m.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
    for (String method : methods) {
      if (!method.matches("[A-Z]+")) {
        throw new IllegalArgumentException(
            "methods has names such as GET and POST; was '" + method + "'");
      }
    }
    if (limit < 1 || limit > 1_000_000) {
      throw new IllegalArgumentException("limit is from 1 to 1,000,000, was " + limit);
    }
    if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("window is from PT1S to PT24H, was " + window);
    }
  }

  boolean counts(String method) {
    return methods.isEmpty()
        || methods.contains(method)
        || (method.equals("HEAD") && methods.contains("GET"));
  }
}
