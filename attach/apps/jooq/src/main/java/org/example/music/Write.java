package org.example.music;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/** Answers POST by how many rows were written. */
final class Write extends HttpServlet {

  private final transient ToIntFunction<HttpServletRequest> change;

  Write(ToIntFunction<HttpServletRequest> change) {
    this.change = change;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String json = "{\"rows\":" + change.applyAsInt(request) + "}";
    response.setContentType("application/json");
    response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
  }
}
