package dev.headroom.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A problem document (RFC 9457). */
final class Problem {

  static final JsonMapper JSON = new JsonMapper();

  private Problem() {}

  static byte[] body(int status, String title, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", title);
    problem.put("status", status);
    problem.put("detail", detail);
    return JSON.writeValueAsBytes(problem);
  }

  static void send(HttpServletResponse response, int status, String title, String detail)
      throws IOException {
    byte[] body = body(status, title, detail);
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
