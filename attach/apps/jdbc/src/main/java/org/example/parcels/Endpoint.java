package org.example.parcels;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What all servlets here do: take the pool, answer JSON. */
abstract class Endpoint extends HttpServlet {

  final transient DataSource pool;

  Endpoint(DataSource pool) {
    this.pool = pool;
  }

  abstract void answer(HttpServletRequest request, Json json) throws SQLException, IOException;

  String method() {
    return "GET";
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!request.getMethod().equals(method())) {
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    Json json = new Json();
    try {
      answer(request, json);
    } catch (SQLException e) {
      throw new ServletException(e);
    }
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** The number at the end of the path. */
  static long id(HttpServletRequest request) {
    return Long.parseLong(String.valueOf(request.getPathInfo()).substring(1));
  }

  static int page(HttpServletRequest request) {
    String page = request.getParameter("page");
    return page == null ? 0 : Integer.parseInt(page);
  }
}
