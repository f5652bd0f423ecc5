package dev.headroom.web;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** A Tomcat with filters and one handler, and a client that sends exactly what it is told. */
final class Server implements AutoCloseable {

  /** What answers. */
  @FunctionalInterface
  interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes are compared by the tests.
  record Answer(int status, List<String> head, byte[] raw) {
    String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      for (String line : head) {
        if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
          return line.substring(start.length()).strip();
        }
      }
      return "";
    }

    String body() {
      return new String(raw, StandardCharsets.UTF_8);
    }

    String cache() {
      return header("Cache-Status");
    }

    boolean isHit() {
      return cache().startsWith("Headroom; hit");
    }
  }

  private final Tomcat tomcat = new Tomcat();
  private final Path directory;
  volatile Handler handler;

  Server(Handler handler, Filter... filters) {
    this(List.of(), handler, filters);
  }

  /** With filters in front of whatever knows the user. */
  Server(List<Filter> front, Handler handler, Filter... filters) {
    this.handler = handler;
    try {
      directory = Files.createTempDirectory("headroom-web");
      tomcat.setBaseDir(directory.toString());
      tomcat.setPort(0);
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      tomcat.getConnector().setProperty("relaxedQueryChars", "|");
      tomcat.getConnector().setProperty("encodedSolidusHandling", "passthrough");
      Context context = tomcat.addContext("", directory.toString());
      front.forEach(filter -> add(context, filter));
      add(context, (request, response, chain) -> chain.doFilter(withUser(request), response));
      for (Filter filter : filters) {
        add(context, filter);
      }
      var wrapper = Tomcat.addServlet(context, "handler", new Dispatch());
      wrapper.setAsyncSupported(true);
      context.addServletMappingDecoded("/", "handler");
      tomcat.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Context context, Filter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("filter" + context.findFilterDefs().length);
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName(definition.getFilterName());
    map.addURLPattern("/*");
    context.addFilterMap(map);
  }

  /** The header User is who asks. */
  private static HttpServletRequest withUser(jakarta.servlet.ServletRequest request) {
    HttpServletRequest http = (HttpServletRequest) request;
    String user = http.getHeader("User");
    Principal principal = user == null ? null : () -> user;
    return new HttpServletRequestWrapper(http) {
      @Override
      public Principal getUserPrincipal() {
        return principal;
      }

      @Override
      public boolean isUserInRole(String role) {
        return role.equals(http.getHeader("Role"));
      }
    };
  }

  static String user(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  private final class Dispatch extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        handler.handle(request, response);
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  Answer get(String path, String... headers) {
    return send("GET", path, headers);
  }

  Answer send(String method, String path, String... headers) {
    return send(method, path, null, headers);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  private Answer send(String method, String path, @Nullable String body, String... headers) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean host = false;
    int length = 0;
    for (String header : headers) {
      text.append(header).append("\r\n");
      host |= header.startsWith("Host:");
      length =
          header.startsWith("Content-Length: ") ? Integer.parseInt(header.substring(16)) : length;
    }
    text.append(host ? "" : "Host: shop.example\r\n");
    if (body != null) {
      text.append("Content-Type: application/json\r\nContent-Length: ").append(body.length());
      text.append("\r\n");
    }
    text.append("Connection: close\r\n\r\n").append(body == null ? "x".repeat(length) : body);
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
      return read(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer read(byte[] all) throws IOException {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    List<String> lines = List.of(text.substring(0, end).split("\r\n", -1));
    Answer head =
        new Answer(
            Integer.parseInt(lines.get(0).split(" ", -1)[1]),
            new ArrayList<>(lines.subList(1, lines.size())),
            new byte[0]);
    byte[] body = java.util.Arrays.copyOfRange(all, end + 4, all.length);
    boolean chunked = head.header("Transfer-Encoding").equals("chunked");
    return new Answer(head.status(), head.head(), chunked ? unchunked(body) : body);
  }

  private static byte[] unchunked(byte[] body) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (InputStream in = new java.io.ByteArrayInputStream(body)) {
      for (; ; ) {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
          line.append((char) c);
        }
        int size = line.isEmpty() ? 0 : Integer.parseInt(line.toString().strip(), 16);
        if (size == 0) {
          return whole.toByteArray();
        }
        whole.write(in.readNBytes(size));
        in.skipNBytes(2);
      }
    }
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      try (var files = Files.walk(directory)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
