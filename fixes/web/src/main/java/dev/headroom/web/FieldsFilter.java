package dev.headroom.web;

import dev.headroom.loop.Fixes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reduces JSON answers to the fields that a client asks for: {@code ?fields=id,lines.product}. The
 * handler, and a response cache behind this filter, see neither the parameter nor a difference. A
 * field that no object at its place has is refused with 400 and the nearest name.
 */
public final class FieldsFilter implements Filter {

  private final FieldsOptions options;
  private final Fixes fixes;

  /**
   * A filter.
   *
   * @param options where
   * @param fixes has {@link WebFixes#FIELD_SELECTION}
   */
  public FieldsFilter(FieldsOptions options, Fixes fixes) {
    this.options = options;
    this.fixes = fixes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST
        || http.getQueryString() == null
        || !(http.getMethod().equals("GET") || http.getMethod().equals("HEAD"))
        || !isOn(http)) {
      chain.doFilter(request, response);
      return;
    }
    String[] asked = http.getParameterValues(options.parameter());
    if (asked == null) {
      chain.doFilter(request, response);
      return;
    }
    select(asked, http, answer, chain);
  }

  private boolean isOn(HttpServletRequest http) {
    String uri = http.getRequestURI();
    for (String prefix : options.paths()) {
      if (uri.startsWith(prefix)) {
        return fixes.isOn(WebFixes.FIELD_SELECTION.id());
      }
    }
    return false;
  }

  private void select(
      String[] asked, HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    Fields fields;
    try {
      fields = Fields.of(Arrays.asList(asked));
    } catch (IllegalArgumentException wrong) {
      refuse(answer, wrong);
      return;
    }
    Recorder recorder = new Recorder(answer, options.maxBody());
    chain.doFilter(new Without(http, options.parameter(), recorder), recorder);
    if (recorder.isThrough()) {
      return;
    }
    if (!recorder.isPlain() || recorder.getStatus() != 200 || !isJson(recorder.getContentType())) {
      recorder.send();
      return;
    }
    byte[] selected;
    try {
      selected = fields.select(recorder.recordedBody());
    } catch (IllegalArgumentException wrong) {
      refuse(answer, wrong);
      return;
    } catch (JacksonException notJson) {
      recorder.send(); // What a handler calls JSON and is none, is its client's to see.
      return;
    }
    recorder.replaceBody(selected);
    recorder.send();
  }

  private void refuse(HttpServletResponse answer, IllegalArgumentException wrong)
      throws IOException {
    Problem.send(answer, 400, "Unknown fields", options.parameter() + ": " + wrong.getMessage());
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.endsWith("+json") && !type.equals("application/problem+json"));
  }

  /** A GET without the parameter and without ranges, which are of the whole answer. */
  private static final class Without extends RecordedRequest {

    private final @Nullable String query;

    Without(HttpServletRequest request, String parameter, Recorder recorder) {
      super(request, recorder, without(request, parameter));
      String rest =
          Arrays.stream(request.getQueryString().split("&", -1))
              .filter(part -> !part.equals(parameter) && !part.startsWith(parameter + "="))
              .collect(Collectors.joining("&"));
      this.query = rest.isEmpty() ? null : rest;
    }

    private static Map<String, String[]> without(HttpServletRequest request, String parameter) {
      Map<String, String[]> kept = new LinkedHashMap<>(request.getParameterMap());
      kept.remove(parameter);
      return kept;
    }

    @Override
    boolean shows(String header) {
      return !header.equalsIgnoreCase("Range") && !header.equalsIgnoreCase("If-Range");
    }

    @Override
    public @Nullable String getQueryString() {
      return query;
    }
  }
}
