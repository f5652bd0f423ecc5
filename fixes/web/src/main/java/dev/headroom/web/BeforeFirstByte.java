package dev.headroom.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** Runs something once before any byte of the answer can leave. */
final class BeforeFirstByte extends HttpServletResponseWrapper {

  private final Runnable task;
  private boolean ran;

  BeforeFirstByte(HttpServletResponse response, Runnable task) {
    super(response);
    this.task = task;
  }

  private void run() {
    if (!ran) {
      ran = true;
      task.run();
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    run();
    return super.getOutputStream();
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    run();
    return super.getWriter();
  }

  @Override
  public void flushBuffer() throws IOException {
    run();
    super.flushBuffer();
  }

  @Override
  public void sendError(int sc) throws IOException {
    run();
    super.sendError(sc);
  }

  @Override
  public void sendError(int sc, String message) throws IOException {
    run();
    super.sendError(sc, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    run();
    super.sendRedirect(location);
  }

  @Override
  public void sendRedirect(String location, boolean clearBuffer) throws IOException {
    run();
    super.sendRedirect(location, clearBuffer);
  }

  @Override
  public void sendRedirect(String location, int sc) throws IOException {
    run();
    super.sendRedirect(location, sc);
  }

  @Override
  public void sendRedirect(String location, int sc, boolean clearBuffer) throws IOException {
    run();
    super.sendRedirect(location, sc, clearBuffer);
  }
}
