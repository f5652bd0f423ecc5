package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Fixes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObserveFilterTest {

  private static final String TEXT = "{\"word\":\"ärger\"},".repeat(2_000);
  private static final int TEXT_BYTES = TEXT.getBytes(StandardCharsets.UTF_8).length;

  @TempDir Path directory;
  private final Observer observer = new Observer(ObserveOptions.defaults());
  private final Tomcat tomcat = new Tomcat();
  private HttpClient client;

  /** Answers as its path says. */
  private static final class Answers extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType(
          request.getPathInfo().startsWith("/image") ? "image/png" : "application/json");
      response.setCharacterEncoding("UTF-8");
      if (request.getPathInfo().equals("/async")) {
        AsyncContext later = request.startAsync(request, response);
        later.start(
            () -> {
              try {
                later.getResponse().getWriter().write(TEXT);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              later.complete();
            });
      } else if (request.getPathInfo().equals("/writer")) {
        request.getInputStream().readAllBytes();
        response.getWriter().write(TEXT);
      } else {
        String text = request.getPathInfo().equals("/small") ? "{}" : TEXT;
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @BeforeEach
  void start() {
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  private void serve(boolean compressed) throws Exception {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.setSilent(true);
    Connector connector = tomcat.getConnector();
    connector.setProperty("address", "127.0.0.1");
    if (compressed) {
      connector.setProperty("compression", "on");
      connector.setProperty("compressibleMimeType", "application/json");
    }
    Context context = tomcat.addContext("", directory.toString());
    ObserveFilter filter =
        new ObserveFilter(observer, new Fixes(List.of()), HttpServletRequest::getPathInfo);
    FilterDef definition = new FilterDef();
    definition.setFilterName("observe");
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName("observe");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    Tomcat.addServlet(context, "answers", new Answers()).setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "answers");
    tomcat.start();
  }

  private void request(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path))
            .header("Accept-Encoding", "gzip")
            .header("Authorization", "Bearer of-" + method)
            .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "abc" : ""))
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode())
        .isEqualTo(200);
  }

  private EndpointObservation.Transfer transfer(String endpoint) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      for (EndpointObservation seen : observer.snapshot().endpoints()) {
        if (seen.endpoint().equals(endpoint)) {
          return seen.transfer();
        }
      }
      assertThat(System.nanoTime()).as("waiting for " + endpoint).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  @DisplayName("bytes are counted as written; large answers that compress well and were not")
  void plain() throws Exception {
    serve(false);
    request("GET", "/stream");
    request("POST", "/writer");
    request("GET", "/image");
    request("GET", "/small");
    request("GET", "/async");
    assertThat(transfer("GET /stream"))
        .isEqualTo(new EndpointObservation.Transfer(0, TEXT_BYTES, 1, TEXT_BYTES));
    assertThat(transfer("POST /writer"))
        .isEqualTo(new EndpointObservation.Transfer(3, TEXT_BYTES, 1, TEXT_BYTES));
    assertThat(transfer("GET /image"))
        .isEqualTo(new EndpointObservation.Transfer(0, TEXT_BYTES, 0, 0));
    assertThat(transfer("GET /small")).isEqualTo(new EndpointObservation.Transfer(0, 2, 0, 0));
    assertThat(transfer("GET /async"))
        .isEqualTo(new EndpointObservation.Transfer(0, TEXT_BYTES, 1, TEXT_BYTES));
    assertThat(observer.snapshot().endpoints())
        .as("each brought a token")
        .allMatch(e -> e.tokens().equals(new EndpointObservation.Tokens(e.requests(), 1)));
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("what Tomcat compresses below the filter is known by its Content-Encoding")
  void compressed() throws Exception {
    serve(true);
    request("GET", "/stream");
    request("GET", "/writer");
    assertThat(transfer("GET /stream"))
        .isEqualTo(new EndpointObservation.Transfer(0, TEXT_BYTES, 0, 0));
    assertThat(transfer("GET /writer"))
        .isEqualTo(new EndpointObservation.Transfer(0, TEXT_BYTES, 0, 0));
    assertThat(observer.faults()).isZero();
  }
}
