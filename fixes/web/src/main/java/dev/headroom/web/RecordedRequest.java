package dev.headroom.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A GET with some of its headers and parameters, whose answer is written down. */
abstract class RecordedRequest extends HttpServletRequestWrapper {

  private final Recorder recorder;
  private final Map<String, String[]> parameters;

  RecordedRequest(HttpServletRequest request, Recorder recorder, Map<String, String[]> parameters) {
    super(request);
    this.recorder = recorder;
    this.parameters = Collections.unmodifiableMap(parameters);
  }

  /** Whether the handler sees this header. */
  abstract boolean shows(String header);

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
