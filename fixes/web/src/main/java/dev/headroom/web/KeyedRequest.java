package dev.headroom.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
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
final class KeyedRequest extends HttpServletRequestWrapper {

  private static final Set<String> ALWAYS = Set.of("host", "accept", "origin");
  private static final Set<String> OF_A_USER = Set.of("authorization", "cookie");

  private final CacheRoute route;
  private final Recorder recorder;
  private final Map<String, String[]> parameters;

  KeyedRequest(HttpServletRequest request, CacheRoute route, Recorder recorder) {
    super(request);
    this.route = route;
    this.recorder = recorder;
    Map<String, String[]> kept = new LinkedHashMap<>();
    request.getParameterMap().entrySet().stream()
        .filter(parameter -> route.query().contains(parameter.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(parameter -> kept.put(parameter.getKey(), parameter.getValue()));
    this.parameters = Collections.unmodifiableMap(kept);
  }

  private boolean shows(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALWAYS.contains(lower)
        || (!route.isPublic() && OF_A_USER.contains(lower))
        || (route.varyLocale() && lower.equals("accept-language"))
        || route.varyHeaders().contains(lower)
        || route.passHeaders().contains(lower);
  }

  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public @Nullable String getHeader(String name) {
    return shows(name) ? super.getHeader(name) : null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return shows(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(
        Collections.list(super.getHeaderNames()).stream().filter(this::shows).toList());
  }

  @Override
  public long getDateHeader(String name) {
    return shows(name) ? super.getDateHeader(name) : -1;
  }

  @Override
  public int getIntHeader(String name) {
    return shows(name) ? super.getIntHeader(name) : -1;
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
  public @Nullable String getParameter(String name) {
    String[] values = parameters.get(name);
    return values == null ? null : values[0];
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return parameters;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return parameters.get(name);
  }

  @Override
  public @Nullable String getQueryString() {
    StringBuilder query = new StringBuilder();
    parameters.forEach(
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

  /** What ends on another thread is not kept: from here on it goes straight to the client. */
  @Override
  public AsyncContext startAsync() {
    goThrough();
    return super.startAsync();
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    goThrough();
    return super.startAsync(request, response);
  }

  private void goThrough() {
    try {
      recorder.goThrough();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
