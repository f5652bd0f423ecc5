package dev.headroom.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a handler sees while it renders for the cache: of headers and parameters only those in the
 * key, so that an answer cannot depend on anything else a client sends. Conditions and ranges are
 * the cache's own business.
 */
final class KeyedRequest extends RecordedRequest {

  private static final Set<String> ALWAYS = Set.of("host", "accept", "origin");
  private static final Set<String> OF_A_USER = Set.of("authorization", "cookie");

  private final CacheRoute route;

  KeyedRequest(HttpServletRequest request, CacheRoute route, Recorder recorder) {
    super(request, recorder, keyed(request, route));
    this.route = route;
  }

  private static Map<String, String[]> keyed(HttpServletRequest request, CacheRoute route) {
    Map<String, String[]> kept = new LinkedHashMap<>();
    request.getParameterMap().entrySet().stream()
        .filter(parameter -> route.query().contains(parameter.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(parameter -> kept.put(parameter.getKey(), parameter.getValue()));
    return kept;
  }

  @Override
  boolean shows(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALWAYS.contains(lower)
        || (!route.isPublic() && OF_A_USER.contains(lower))
        || (route.varyLocale() && lower.equals("accept-language"))
        || route.varyHeaders().contains(lower)
        || route.passHeaders().contains(lower);
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    return route.isPublic() ? null : super.getCookies();
  }

  @Override
  public Locale getLocale() {
    return route.varyLocale() ? super.getLocale() : Locale.getDefault();
  }

  @Override
  public Enumeration<Locale> getLocales() {
    return Collections.enumeration(List.of(getLocale()));
  }

  @Override
  public @Nullable String getQueryString() {
    StringBuilder query = new StringBuilder();
    getParameterMap()
        .forEach(
            (name, values) -> {
              for (String value : values) {
                query
                    .append(query.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
              }
            });
    return query.isEmpty() ? null : query.toString();
  }
}
