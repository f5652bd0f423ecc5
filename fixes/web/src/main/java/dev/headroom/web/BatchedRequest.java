package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One GET of a batch, as if its caller had sent it. */
final class BatchedRequest extends HttpServletRequestWrapper {

  private final BatchCaller caller;

  BatchedRequest(HttpServletRequest request, BatchCaller caller) {
    super(request);
    this.caller = caller;
  }

  private List<String> values(String name) {
    return caller.headers().getOrDefault(name, List.of());
  }

  @Override
  public @Nullable String getHeader(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(values(name));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(caller.headers().keySet());
  }

  /** The fields with dates are conditions, which are not passed on. */
  @Override
  public long getDateHeader(String name) {
    return values(name).isEmpty() ? -1 : super.getDateHeader(name);
  }

  @Override
  public int getIntHeader(String name) {
    String value = getHeader(name);
    return value == null ? -1 : Integer.parseInt(value);
  }

  @Override
  public String getRemoteAddr() {
    return caller.remoteAddress();
  }

  @Override
  public String getRemoteHost() {
    return caller.remoteHost();
  }

  @Override
  public int getRemotePort() {
    return caller.remotePort();
  }

  @Override
  public String getScheme() {
    return caller.scheme();
  }

  @Override
  public boolean isSecure() {
    return caller.secure();
  }

  @Override
  public String getServerName() {
    return caller.serverName();
  }

  @Override
  public int getServerPort() {
    return caller.serverPort();
  }

  @Override
  public StringBuffer getRequestURL() {
    int port = caller.serverPort();
    boolean usual = port == (caller.scheme().equals("https") ? 443 : 80);
    return new StringBuffer(caller.scheme())
        .append("://")
        .append(caller.serverName())
        .append(usual ? "" : ":" + port)
        .append(getRequestURI());
  }
}
