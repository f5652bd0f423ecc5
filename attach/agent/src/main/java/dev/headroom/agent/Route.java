package dev.headroom.agent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The template that a request's path was matched by: what the framework says, else the servlet's
 * mapping, else the path with whatever looks like an id taken out.
 */
final class Route {

  /** Where frameworks leave their template on the request, the first that is there. */
  private static final String[] ATTRIBUTES = {
    "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern",
    "org.springframework.web.reactive.HandlerMapping.bestMatchingPattern",
    "dev.headroom.route"
  };

  private static final Pattern ID =
      Pattern.compile("\\d+|(?!v\\d|i18n|l10n|a11y).*\\d.*\\d.*|(?=.*\\d)[0-9a-fA-F]{8,}|.{33,}");

  /** Names that servlets of frameworks have, JAX-RS most of all. */
  private static final Pattern FRAMEWORK =
      Pattern.compile(
          "jersey|resteasy|\\.ws\\.rs\\.|cxf|rest|application|servletcontainer|dispatcher",
          Pattern.CASE_INSENSITIVE);

  /** By the servlet's name; an application has few of them. */
  private static final ConcurrentHashMap<String, Boolean> FRAMEWORKS = new ConcurrentHashMap<>();

  private static final int MOST_NAMES = 1_000;

  private static final int DEEPEST = 8;

  private Route() {}

  /** What the framework says; null before it has matched, and where it says nothing. */
  static @Nullable String told(ServletApi api, Object request) throws Throwable {
    for (String name : ATTRIBUTES) {
      Object pattern = api.attribute(request, name);
      if (pattern != null) {
        return api.contextPath(request) + pattern;
      }
    }
    return null;
  }

  /** What the servlet's mapping says; null where it says too little. */
  static @Nullable String mapped(ServletApi api, Object request) throws Throwable {
    String pattern = api.pattern(request);
    return pattern == null
            || saysNothing(pattern)
            || (pattern.endsWith("*") && framework(api, request))
        ? null
        : api.contextPath(request) + (pattern.startsWith("/") ? "" : "/") + pattern;
  }

  /** What the path says, where neither the framework nor the mapping says anything. */
  static String otherwise(ServletApi api, Object request, int status) throws Throwable {
    String pattern = api.pattern(request);
    boolean anything = pattern == null || saysNothing(pattern);
    return anything && (status == 404 || status == 405) ? "(unmatched)" : ofPath(api.path(request));
  }

  /** {@code /}, {@code /*} and the empty mapping. */
  private static boolean saysNothing(String pattern) {
    return pattern.length() < 3;
  }

  /** Whether one servlet serves a whole framework, so that its mapping says too little. */
  private static boolean framework(ServletApi api, Object request) throws Throwable {
    String name = api.servletName(request);
    if (name == null) {
      return false;
    }
    Boolean known = FRAMEWORKS.get(name);
    if (known == null) {
      known = FRAMEWORK.matcher(name).find();
      if (FRAMEWORKS.size() < MOST_NAMES) {
        FRAMEWORKS.put(name, known);
      }
    }
    return known;
  }

  /** {@code /orders/4711/lines} to {@code /orders/{id}/lines}. */
  static String ofPath(String path) {
    StringBuilder route = new StringBuilder();
    int parts = 0;
    for (String part : path.split("/", -1)) {
      int end = part.indexOf(';'); // ;jsessionid=...
      String name = end < 0 ? part : part.substring(0, end);
      if (name.isEmpty()) {
        continue;
      }
      if (++parts > DEEPEST) {
        return route.append("/...").toString();
      }
      route.append('/');
      if (mayBeId(name) && ID.matcher(name).matches()) {
        route.append("{id}");
      } else {
        printable(name, route);
      }
    }
    return route.isEmpty() ? "/" : route.toString();
  }

  /** Spares most parts the expression: an id has a digit or is long. */
  private static boolean mayBeId(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= '0' && name.charAt(i) <= '9') {
        return true;
      }
    }
    return name.length() > 32;
  }

  /** A path comes from outside. */
  private static void printable(String part, StringBuilder to) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._~!$&'()*+,=:@%-".indexOf(c) >= 0;
      to.append(plain ? c : '?');
    }
  }
}
