package dev.headroom.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds an answer back until it is known whether it is worth compressing: when it has grown to the
 * least size, is flushed, or ends.
 */
final class CompressedResponse extends HeldResponse {

  static final String ATTRIBUTE = CompressedResponse.class.getName();

  private final HttpServletRequest request;
  private final @Nullable ContentCoding coding;
  private final CompressionOptions options;
  private final CompressionFilter counts;
  private final Held held = new Held();
  private long length = -1;

  CompressedResponse(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable ContentCoding coding,
      CompressionOptions options,
      CompressionFilter counts) {
    super(response);
    this.request = request;
    this.coding = coding;
    this.options = options;
    this.counts = counts;
  }

  @Override
  Body body() {
    return held;
  }

  /** Sends a stored answer compressed, once for all who ask, if this request's client wants it. */
  static boolean sendStored(HttpServletRequest request, StoredAnswer answer) throws IOException {
    return request.getAttribute(ATTRIBUTE) instanceof CompressedResponse response
        && response.stored(answer);
  }

  private boolean stored(StoredAnswer answer) throws IOException {
    if (held.decided || answer.body.length < options.minSize() || !isEligible()) {
      return false;
    }
    byte[] bytes = coding == null ? null : answer.coded(coding, options);
    if (coding == null || bytes == null || bytes.length >= answer.body.length) {
      return false;
    }
    held.decided = true;
    addVary();
    encoded(coding);
    real().setContentLengthLong(bytes.length);
    if (!request.getMethod().equals("HEAD")) {
      counts.answers.increment();
      counts.rawBytes.add(answer.body.length);
      counts.sentBytes.add(bytes.length);
      real().getOutputStream().write(bytes);
    }
    return true;
  }

  /** Whether an answer with these headers may be encoded at all. */
  private boolean isEligible() {
    String type = real().getContentType();
    int status = real().getStatus();
    if (type == null || !options.isCompressible(type)) {
      return false;
    }
    return status >= 200
        && status != 204
        && status != 206
        && status != 304
        && real().getHeader("Content-Encoding") == null
        && real().getHeader("Content-Range") == null
        && !CacheControl.of(real().getHeaders("Cache-Control")).has("no-transform");
  }

  private void addVary() {
    for (String value : real().getHeaders("Vary")) {
      if (value.toLowerCase(java.util.Locale.ROOT).contains("accept-encoding")
          || value.strip().equals("*")) {
        return;
      }
    }
    real().addHeader("Vary", "Accept-Encoding");
  }

  private void encoded(ContentCoding how) {
    real().setHeader("Content-Encoding", how.token());
    String etag = real().getHeader("ETag");
    if (etag != null) {
      real().setHeader("ETag", Etags.weak(etag));
    }
    if (real().containsHeader("Accept-Ranges")) {
      real().setHeader("Accept-Ranges", "none");
    }
  }

  void finish() throws IOException {
    held.finish();
  }

  void finishQuietly() {
    try {
      finish();
    } catch (IOException e) {
      // The client has gone: its container knows, and tells the application.
    }
  }

  @Override
  public void setContentLengthLong(long bytes) {
    length = bytes;
  }

  @Override
  public void setHeader(String name, String value) {
    if (!isLength(name, value)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (!isLength(name, value)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (!isLength(name, Integer.toString(value))) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (!isLength(name, Integer.toString(value))) {
      super.addIntHeader(name, value);
    }
  }

  private boolean isLength(String name, @Nullable String value) {
    if (!name.equalsIgnoreCase("Content-Length")) {
      return false;
    }
    length = length(value);
    return true;
  }

  @Override
  public void flushBuffer() throws IOException {
    held.flush();
    super.flushBuffer();
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    held.forget();
  }

  @Override
  public void reset() {
    super.reset();
    held.forget();
    length = -1;
    forgetWriter();
  }

  @Override
  public void sendError(int sc) throws IOException {
    held.forget();
    super.sendError(sc);
  }

  @Override
  public void sendError(int sc, String message) throws IOException {
    held.forget();
    super.sendError(sc, message);
  }

  /** Bytes until it is decided, then straight on or through a compressor. */
  private final class Held extends Body {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private boolean decided;
    private @Nullable OutputStream coded;
    private boolean closed;

    Held() {
      super(
          "answers that are compressed are written in blocking mode: put the path into"
              + " headroom.web.compression.excluded-paths");
    }

    private void decide(boolean large) throws IOException {
      decided = true;
      boolean eligible = isEligible();
      if (eligible) {
        addVary();
      }
      boolean compress = large && eligible && coding != null;
      if (compress && coding != null) {
        coded = coding.open(new Real(), options);
        if (coded != null) {
          encoded(coding);
          counts.answers.increment();
          counts.rawBytes.add(bytes.size());
        }
      }
      if (coded == null && length >= 0) {
        real().setContentLengthLong(length);
      }
      OutputStream to = coded == null ? real().getOutputStream() : coded;
      bytes.writeTo(to);
      bytes.reset();
    }

    private void forget() {
      bytes.reset();
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
      if (!decided) {
        long known = Math.max(length, (long) bytes.size() + count);
        if (known < options.minSize()) {
          bytes.write(from, offset, count);
          return;
        }
        decide(true);
      }
      if (coded == null) {
        real().getOutputStream().write(from, offset, count);
      } else {
        counts.rawBytes.add(count);
        coded.write(from, offset, count);
      }
    }

    /** What is flushed before it is large is sent as it is: somebody waits for it. */
    @Override
    public void flush() throws IOException {
      if (!decided && bytes.size() > 0) {
        decide(false);
      }
      if (coded != null) {
        coded.flush();
      } else if (decided) {
        real().getOutputStream().flush();
      }
    }

    @Override
    public void close() throws IOException {
      finish();
      if (!real().isCommitted() || coded != null) {
        real().getOutputStream().close();
      }
    }

    private void finish() throws IOException {
      if (!decided && bytes.size() > 0) {
        if (length < 0) {
          length = bytes.size();
        }
        decide(false);
      } else if (!decided && length >= 0 && !real().isCommitted()) {
        real().setContentLengthLong(length); // a HEAD or an empty body
      }
      if (coded != null && !closed) {
        closed = true;
        coded.close();
      }
    }
  }

  /** The container's stream; not closed by the compressor, which only ends its format. */
  private final class Real extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      counts.sentBytes.increment();
      real().getOutputStream().write(b);
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
      counts.sentBytes.add(count);
      real().getOutputStream().write(from, offset, count);
    }

    @Override
    public void flush() throws IOException {
      real().getOutputStream().flush();
    }
  }
}
