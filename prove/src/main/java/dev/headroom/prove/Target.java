package dev.headroom.prove;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Where the load goes. Anything but loopback must be allowed by name, so that nobody floods by
 * accident.
 *
 * @param base scheme, host and port, without a path
 * @param address resolved once, before the load
 */
public record Target(URI base, InetSocketAddress address) {

  /**
   * Reads an address such as {@code http://127.0.0.1:8080}.
   *
   * @param url with scheme and host
   * @param allowedHosts hosts besides loopback that may be loaded
   * @return the target
   * @throws IllegalArgumentException if it is not such an address, is not known, or is not allowed
   */
  public static Target of(String url, Set<String> allowedHosts) {
    URI uri;
    try {
      uri = URI.create(url.strip());
    } catch (IllegalArgumentException e) {
      throw wrong(url, "is not a URL");
    }
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    if (uri.getHost() == null || !(tls || "http".equalsIgnoreCase(uri.getScheme()))) {
      throw wrong(url, "is not of the form http://HOST:PORT or https://HOST:PORT");
    }
    boolean hasPath = uri.getRawPath() != null && uri.getRawPath().length() > 1;
    if (hasPath || uri.getRawQuery() != null) {
      throw wrong(url, "has a path; paths belong into --endpoint or the scenario");
    }
    InetAddress host;
    try {
      host = InetAddress.getByName(uri.getHost());
    } catch (UnknownHostException e) {
      throw wrong(url, "names an unknown host");
    }
    if (!host.isLoopbackAddress() && !allowedHosts.contains(uri.getHost())) {
      throw wrong(
          url, "is not this machine; to load it nevertheless: --allow-host " + uri.getHost());
    }
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    return new Target(
        URI.create((tls ? "https://" : "http://") + uri.getHost() + ":" + port),
        new InetSocketAddress(host, port));
  }

  private static IllegalArgumentException wrong(String url, String what) {
    return new IllegalArgumentException("'" + url + "' " + what);
  }

  /**
   * Whether it is this machine.
   *
   * @return true for a loopback address
   */
  public boolean isLoopback() {
    return address.getAddress().isLoopbackAddress();
  }

  boolean isTls() {
    return "https".equals(base.getScheme());
  }

  String hostHeader() {
    return base.getAuthority();
  }
}
