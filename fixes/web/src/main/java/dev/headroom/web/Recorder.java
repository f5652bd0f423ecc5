package dev.headroom.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response that is written down instead of sent, up to a size; beyond it, or when the request
 * goes on asynchronously, what was written down is sent and the rest goes straight through.
 */
final class Recorder extends HeldResponse {

  private final int limit;
  private final Runnable onThrough;
  private final List<String> headers = new ArrayList<>();
  private final List<Cookie> cookies = new ArrayList<>();
  private final Written body = new Written();
  private int status = SC_OK;
  private long declaredLength = -1;
  private boolean localeSet;
  private boolean finished; // by sendError or sendRedirect: what is written after it is dropped
  private @Nullable Runnable ending;
  private boolean through;

  Recorder(HttpServletResponse response, int limit) {
    this(response, limit, () -> {});
  }

  /** With something to do before the first byte goes straight through: its client may be slow. */
  Recorder(HttpServletResponse response, int limit, Runnable onThrough) {
    super(response);
    this.limit = limit;
    this.onThrough = onThrough;
  }

  @Override
  Body body() {
    return body;
  }

  /** Whether the client has been given what there is, so that nothing can be kept. */
  boolean isThrough() {
    return through;
  }

  /** Whether it is a plain answer: no error page, no redirect, no cookie. */
  boolean isPlain() {
    return !through && ending == null && cookies.isEmpty();
  }

  /** Whether the body has the length that was announced. */
  boolean isWhole() {
    return declaredLength < 0 || declaredLength == recordedBody().length;
  }

  boolean isLocaleSet() {
    return localeSet;
  }

  List<String> recordedHeaders() {
    return headers;
  }

  byte[] recordedBody() {
    return body.bytes.toByteArray();
  }

  void replaceBody(byte[] with) {
    body.bytes.reset();
    body.bytes.writeBytes(with);
    declaredLength = -1;
  }

  /** Sends what was written down. */
  void send() throws IOException {
    if (through) {
      return;
    }
    sendHead();
    if (ending != null) {
      ending.run();
      return;
    }
    real().setContentLengthLong(declaredLength >= 0 ? declaredLength : body.bytes.size());
    if (body.bytes.size() > 0) {
      real().getOutputStream().write(body.bytes.toByteArray());
    }
  }

  /** Sends only that a client's copy is still good (RFC 9110, 15.4.5). */
  void sendNotModified() {
    sendHead();
    real().setStatus(SC_NOT_MODIFIED);
  }

  /** Sends what was written down; what follows goes straight through. */
  void goThrough() throws IOException {
    if (!through) {
      onThrough.run();
      sendHead();
      if (declaredLength >= 0) {
        real().setContentLengthLong(declaredLength);
      }
      through = true;
      body.bytes.writeTo(real().getOutputStream());
      body.bytes.reset();
    }
  }

  private void sendHead() {
    real().setStatus(status);
    Set<String> set = new LinkedHashSet<>();
    for (int i = 0; i < headers.size(); i += 2) {
      if (set.add(headers.get(i).toLowerCase(Locale.ROOT))) {
        real().setHeader(headers.get(i), headers.get(i + 1));
      } else {
        real().addHeader(headers.get(i), headers.get(i + 1));
      }
    }
    cookies.forEach(real()::addCookie);
  }

  @Override
  public void setStatus(int sc) {
    if (through) {
      super.setStatus(sc);
    } else if (!finished) {
      status = sc;
    }
  }

  @Override
  public int getStatus() {
    return through ? super.getStatus() : status;
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (through) {
      super.setHeader(name, value);
    } else if (!special(name, value)) {
      remove(name);
      addHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (through) {
      super.addHeader(name, value);
    } else if (value != null && !finished && !special(name, value)) {
      headers.add(name);
      headers.add(value);
    }
  }

  private boolean special(String name, @Nullable String value) {
    if (name.equalsIgnoreCase("Content-Type")) {
      setContentType(value);
      return true;
    }
    if (name.equalsIgnoreCase("Content-Length")) {
      setContentLengthLong(length(value));
      return true;
    }
    return false;
  }

  private void remove(String name) {
    for (int i = headers.size() - 2; i >= 0; i -= 2) {
      if (headers.get(i).equalsIgnoreCase(name)) {
        headers.remove(i + 1);
        headers.remove(i);
      }
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  @Override
  public void setDateHeader(String name, long date) {
    setHeader(name, date(date));
  }

  @Override
  public void addDateHeader(String name, long date) {
    addHeader(name, date(date));
  }

  private static String date(long millis) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC));
  }

  @Override
  public boolean containsHeader(String name) {
    return getHeader(name) != null;
  }

  @Override
  public @Nullable String getHeader(String name) {
    for (int i = 0; i < headers.size() && !through; i += 2) {
      if (headers.get(i).equalsIgnoreCase(name)) {
        return headers.get(i + 1);
      }
    }
    return super.getHeader(name);
  }

  @Override
  public Collection<String> getHeaders(String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < headers.size() && !through; i += 2) {
      if (headers.get(i).equalsIgnoreCase(name)) {
        values.add(headers.get(i + 1));
      }
    }
    return values.isEmpty() ? super.getHeaders(name) : values;
  }

  @Override
  public Collection<String> getHeaderNames() {
    Set<String> names = new LinkedHashSet<>(super.getHeaderNames());
    for (int i = 0; i < headers.size(); i += 2) {
      names.add(headers.get(i));
    }
    return names;
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (through) {
      super.addCookie(cookie);
    } else {
      cookies.add(cookie);
    }
  }

  @Override
  public void setLocale(Locale locale) {
    localeSet = true;
    super.setLocale(locale);
  }

  @Override
  public void sendError(int sc) throws IOException {
    end(sc, () -> real().sendError(sc), () -> super.sendError(sc));
  }

  @Override
  public void sendError(int sc, String message) throws IOException {
    end(sc, () -> real().sendError(sc, message), () -> super.sendError(sc, message));
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    sendRedirect(location, SC_FOUND, true);
  }

  @Override
  public void sendRedirect(String location, boolean clearBuffer) throws IOException {
    sendRedirect(location, SC_FOUND, clearBuffer);
  }

  @Override
  public void sendRedirect(String location, int sc) throws IOException {
    sendRedirect(location, sc, true);
  }

  @Override
  public void sendRedirect(String location, int sc, boolean clearBuffer) throws IOException {
    end(
        sc,
        () -> real().sendRedirect(location, sc, clearBuffer),
        () -> super.sendRedirect(location, sc, clearBuffer));
  }

  private void end(int sc, Ending later, Ending now) throws IOException {
    if (through) {
      now.run();
      return;
    }
    if (finished) {
      throw new IllegalStateException("the response has been ended already");
    }
    body.bytes.reset();
    declaredLength = -1;
    status = sc;
    finished = true;
    ending =
        () -> {
          try {
            later.run();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };
  }

  @Override
  public void setContentLengthLong(long length) {
    if (through) {
      super.setContentLengthLong(length);
    } else {
      declaredLength = length;
    }
  }

  /** What is written down cannot be sent early: it goes out whole, at the end. */
  @Override
  public void flushBuffer() throws IOException {
    if (through) {
      super.flushBuffer();
    }
  }

  @Override
  public boolean isCommitted() {
    return finished || super.isCommitted();
  }

  @Override
  public void resetBuffer() {
    if (through) {
      super.resetBuffer();
    } else if (finished) {
      throw new IllegalStateException("the response has been ended already");
    } else {
      body.bytes.reset();
    }
  }

  @Override
  public void reset() {
    resetBuffer();
    if (through) {
      super.reset();
    } else {
      headers.clear();
      cookies.clear();
      status = SC_OK;
      declaredLength = -1;
      forgetWriter();
    }
  }

  @Override
  public void setBufferSize(int size) {
    if (through) {
      super.setBufferSize(size);
    }
  }

  /** Something that ends a response. */
  @FunctionalInterface
  private interface Ending {
    void run() throws IOException;
  }

  /** The body: kept up to the limit, then sent on. */
  private final class Written extends Body {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    Written() {
      super(
          "a route of the response cache is written in blocking mode: take it out of"
              + " headroom.web.cache.routes");
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (finished) {
        return;
      }
      if (!through && (long) bytes.size() + length > limit) {
        goThrough();
      }
      if (through) {
        real().getOutputStream().write(from, offset, length);
      } else {
        bytes.write(from, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      if (through) {
        real().getOutputStream().flush();
      }
    }
  }
}
