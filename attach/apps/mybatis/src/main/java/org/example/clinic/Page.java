package org.example.clinic;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** A session a request, an answer in JSON. */
abstract class Page extends HttpServlet {

  final transient SqlSessionFactory sessions;

  Page(SqlSessionFactory sessions) {
    this.sessions = sessions;
  }

  abstract @Nullable Object answer(SqlSession session, HttpServletRequest request);

  /** Whether the page writes; then it is a POST. */
  boolean writes() {
    return false;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (writes()) {
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else {
      send(request, response);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (writes()) {
      send(request, response);
    } else {
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }

  private void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    StringBuilder text = new StringBuilder();
    try (SqlSession session = sessions.openSession()) {
      write(text, answer(session, request));
      session.commit();
    }
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(text.toString());
  }

  static long id(HttpServletRequest request) {
    return Long.parseLong(name(request));
  }

  static String name(HttpServletRequest request) {
    return String.valueOf(request.getPathInfo()).substring(1);
  }

  private static void write(StringBuilder text, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      text.append('{');
      map.forEach(
          (name, of) -> {
            text.append(text.charAt(text.length() - 1) == '{' ? "" : ",");
            text.append('"').append(name).append("\":");
            write(text, of);
          });
      text.append('}');
    } else if (value instanceof List<?> list) {
      text.append('[');
      for (Object of : list) {
        text.append(text.charAt(text.length() - 1) == '[' ? "" : ",");
        write(text, of);
      }
      text.append(']');
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      text.append('"').append(value.toString().replace("\"", "\\\"")).append('"');
    }
  }
}
