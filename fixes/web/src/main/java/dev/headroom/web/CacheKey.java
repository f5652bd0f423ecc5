package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key of an answer: everything it may depend on, each part with its length so that no two sets
 * of parts look alike, hashed so that no personal data lies in a key. Scheme, host and port are
 * those that the application sees; whoever bends them with a forwarded header gets a key of their
 * own.
 */
final class CacheKey {

  private final StringBuilder parts = new StringBuilder(160);

  private CacheKey() {}

  /** Null if the request must not be answered from the cache. */
  static @Nullable String of(
      HttpServletRequest request, CacheRoute route, List<String> path, @Nullable String user) {
    CacheKey key = new CacheKey();
    if (!route.isPublic() && user == null) {
      return null;
    }
    key.part(route.isPublic() ? "public" : "user").part(route.isPublic() ? "" : user);
    key.part(request.getScheme()).part(request.getServerName().toLowerCase(Locale.ROOT));
    key.part(Integer.toString(request.getServerPort())).part(request.getContextPath());
    key.list(path);
    for (String role : route.varyRoles()) {
      key.part(request.isUserInRole(role) ? "1" : "0");
    }
    key.part(route.varyLocale() ? request.getLocale().toLanguageTag() : "");
    key.part(header(request, "accept")).part(header(request, "origin"));
    for (String header : route.varyHeaders()) {
      key.part(header(request, header));
    }
    return key.query(request, route) ? Etags.hash(key.parts.toString()) : null;
  }

  private boolean query(HttpServletRequest request, CacheRoute route) {
    if (request.getQueryString() == null) {
      return true;
    }
    Map<String, String[]> sorted = new TreeMap<>(request.getParameterMap());
    for (Map.Entry<String, String[]> parameter : sorted.entrySet()) {
      if (route.query().contains(parameter.getKey())) {
        part(parameter.getKey()).list(List.of(parameter.getValue()));
      } else if (!route.ignoreQuery().contains(parameter.getKey())) {
        return false;
      }
    }
    return true;
  }

  /** The values of a header as one, without spaces around its parts. */
  static String header(HttpServletRequest request, String name) {
    String joined = String.join(",", Collections.list(request.getHeaders(name)));
    return joined.replaceAll("\\s*([,;=])\\s*", "$1").strip();
  }

  private CacheKey part(@Nullable String text) {
    String known = text == null ? "" : text;
    parts.append(known.length()).append(':').append(known);
    return this;
  }

  private void list(List<String> texts) {
    parts.append(texts.size()).append('#');
    texts.forEach(this::part);
  }
}
