package dev.headroom.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** A response whose body is held back: one stream, as bytes or as characters, never both. */
abstract class HeldResponse extends HttpServletResponseWrapper {

  private @Nullable PrintWriter writer;
  private boolean streamed;

  HeldResponse(HttpServletResponse response) {
    super(response);
  }

  final HttpServletResponse real() {
    return (HttpServletResponse) getResponse();
  }

  /** Where the body goes. */
  abstract Body body();

  /** As before the first byte: the handler may choose anew. */
  final void forgetWriter() {
    writer = null;
    streamed = false;
  }

  /** A length written as a header; -1 if it is none. */
  static long length(@Nullable String value) {
    try {
      return value == null ? -1 : Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public ServletOutputStream getOutputStream() {
    if (writer != null) {
      throw new IllegalStateException("getWriter has been called for this response");
    }
    streamed = true;
    return body();
  }

  @Override
  public PrintWriter getWriter() {
    if (streamed) {
      throw new IllegalStateException("getOutputStream has been called for this response");
    }
    if (writer == null) {
      if (real().getContentType() != null && !real().getContentType().contains("charset")) {
        setCharacterEncoding(getCharacterEncoding()); // as a container's getWriter does
      }
      writer = new PrintWriter(new ByteWriter(body(), Charset.forName(getCharacterEncoding())));
    }
    return writer;
  }

  @Override
  public void setContentLength(int bytes) {
    setContentLengthLong(bytes);
  }

  /** A body written in blocking mode only. */
  abstract static class Body extends ServletOutputStream {

    private final String refusal;

    /** What to do about a handler that writes without blocking. */
    Body(String refusal) {
      this.refusal = refusal;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public abstract void write(byte[] from, int offset, int length) throws IOException;

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException(refusal);
    }
  }
}
