package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who sent a batch and with what: the same for each of its GETs. */
record BatchCaller(
    Map<String, List<String>> headers,
    String remoteAddress,
    String remoteHost,
    int remotePort,
    String scheme,
    boolean secure,
    String serverName,
    int serverPort) {

  /** Of the batch's own body, connection and form of answer. */
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "expect",
          "accept-encoding",
          "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since");

  static BatchCaller of(HttpServletRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!OWN.contains(lower) && !lower.startsWith("content-")) {
        headers.put(name, List.copyOf(Collections.list(request.getHeaders(name))));
      }
    }
    return new BatchCaller(
        headers,
        request.getRemoteAddr(),
        request.getRemoteHost(),
        request.getRemotePort(),
        request.getScheme(),
        request.isSecure(),
        request.getServerName(),
        request.getServerPort());
  }
}
