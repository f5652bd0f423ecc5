package org.example.music;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jooq.Formattable;
import org.jooq.JSONFormat;

/** Answers GET by what a query brings, as jOOQ writes it in JSON. */
final class Read extends HttpServlet {

  private static final JSONFormat FORMAT =
      new JSONFormat().header(false).recordFormat(JSONFormat.RecordFormat.OBJECT);

  private final transient Function<HttpServletRequest, Formattable> query;

  Read(Function<HttpServletRequest, Formattable> query) {
    this.query = query;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String json = query.apply(request).formatJSON(FORMAT);
    response.setContentType("application/json");
    response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The number at the end of the path. */
  static int id(HttpServletRequest request) {
    return Integer.parseInt(String.valueOf(request.getPathInfo()).substring(1));
  }

  static int number(HttpServletRequest request, String name) {
    return Integer.parseInt(request.getParameter(name));
  }
}
