package dev.headroom.observe;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Sets the timing headers just before the container commits the response: at the first flush,
 * close, error or redirect, when the container's buffer would run over, or when the filter is left.
 * Nothing is held back: every byte goes on to the container at once, so lengths and streaming stay
 * as they are.
 */
final class ObserveResponse extends HttpServletResponseWrapper {

  private final Observer observer;
  private final Request request;
  private boolean told;
  private long buffered;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  ObserveResponse(HttpServletResponse response, Observer observer, Request request) {
    super(response);
    this.observer = observer;
    this.request = request;
  }

  /** Sets the headers, if the response is one of ours under any wrapper, and not committed. */
  static void beforeCommit(ServletResponse response) {
    ServletResponse at = response;
    while (at instanceof ServletResponseWrapper wrapper) {
      if (at instanceof ObserveResponse observed) {
        observed.tell();
        return;
      }
      at = wrapper.getResponse();
    }
  }

  private void tell() {
    if (told) {
      return;
    }
    told = true;
    try {
      if (!isCommitted()) {
        TimingHeaders.set((HttpServletResponse) getResponse(), request, observer.now());
      }
    } catch (Throwable fault) {
      observer.fault(fault);
    }
  }

  /** Bytes go to the container's buffer, which commits when it is full. */
  private void beforeWrite(long bytes) {
    if (!told) {
      buffered += bytes;
      if (buffered >= getBufferSize()) {
        tell();
      }
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new Stream(super.getOutputStream());
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = new PrintWriter(new Text(super.getWriter()));
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    tell();
    super.flushBuffer();
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    tell();
    super.sendError(status, message);
  }

  @Override
  public void sendError(int status) throws IOException {
    tell();
    super.sendError(status);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    tell();
    super.sendRedirect(location);
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
    tell();
    super.sendRedirect(location, status, clearBuffer);
  }

  @Override
  public void reset() {
    super.reset();
    told = false;
    buffered = 0;
    stream = null;
    writer = null;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    buffered = 0;
  }

  private final class Stream extends ServletOutputStream {

    private final ServletOutputStream out;

    Stream(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      beforeWrite(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      beforeWrite(length);
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      tell();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      tell();
      out.close();
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      tell(); // from here on another thread writes
      out.setWriteListener(listener);
    }
  }

  private final class Text extends Writer {

    private final PrintWriter out;

    Text(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(char[] text, int offset, int length) {
      beforeWrite(3L * length); // at most, in UTF-8
      out.write(text, offset, length);
    }

    @Override
    public void flush() throws IOException {
      tell();
      out.flush();
      failIfBroken();
    }

    @Override
    public void close() {
      tell();
      out.close();
    }

    /** The wrapping writer's checkError must see what the container's would have said. */
    private void failIfBroken() throws IOException {
      if (out.checkError()) {
        throw new IOException("the client is gone");
      }
    }
  }
}
