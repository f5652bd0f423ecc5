package org.example.nothing;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A servlet container's request and answer that do nothing as fast as can be. */
public final class NothingHttp {

  private NothingHttp() {}

  /** A request of {@code GET /orders/*}, used again and again. */
  @SuppressWarnings("NullAway.Init")
  public abstract static class NothingRequest implements HttpServletRequest {
    private final Map<String, Object> attributes = new HashMap<>();
    NothingMapping mapping;

    /** One. */
    public static NothingRequest create() {
      NothingRequest request = Nothing.of(NothingRequest.class);
      request.mapping = Nothing.of(NothingMapping.class);
      return request;
    }

    /** As if it were new. */
    public void reset() {
      attributes.clear();
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return "/orders/7";
    }

    @Override
    public String getServletPath() {
      return "/orders";
    }

    @Override
    public String getContextPath() {
      return "";
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      return mapping;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
      attributes.remove(name);
    }
  }

  /** The mapping. */
  public abstract static class NothingMapping implements HttpServletMapping {
    @Override
    public String getPattern() {
      return "/orders/*";
    }
  }

  /** The answer. */
  public abstract static class NothingResponse implements HttpServletResponse {
    @Override
    public int getStatus() {
      return 200;
    }
  }
}
