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
 * Sets the timing headers just before they cannot be set any more: at the first byte, flush, error
 * or redirect, or when the filter is left. (Containers take headers only until the announced length
 * has been written, which may be the first write.) Nothing is held back: every byte goes on to the
 * container at once, so lengths and streaming stay as they are.
 */
final class ObserveResponse extends HttpServletResponseWrapper {

  private final Observer observer;
  private final Request request;
  private boolean told;

  /** Bytes written so far; from another thread once a write listener is set. */
  private volatile long bytes;

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

  /** How many bytes the application has written; what the container sends by itself is not seen. */
  long bytes() {
    return bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
  private void wrote(long more) {
    bytes += more;
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
    bytes = 0;
    stream = null;
    writer = null;
  }

  private final class Stream extends ServletOutputStream {

    private final ServletOutputStream out;

    Stream(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      tell();
      out.write(b);
      wrote(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      tell();
      out.write(bytes, offset, length);
      wrote(length);
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
      tell();
      out.write(text, offset, length);
      wrote(encoded(text, offset, length));
    }

    /** Bytes of these characters in UTF-8, which nearly all answers are written in. */
    private long encoded(char[] text, int offset, int length) {
      long sum = length;
      for (int i = offset; i < offset + length; i++) {
        char c = text[i];
        if (c >= 0x80) {
          sum += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
      }
      return sum;
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
