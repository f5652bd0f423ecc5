package dev.headroom.spring;

import dev.headroom.web.Outgoing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/** Calls within the bounds of their dependency, the answer's body included. */
final class OutgoingInterceptor implements ClientHttpRequestInterceptor {

  private final Outgoing outgoing;
  private final int mostBytes;

  OutgoingInterceptor(Outgoing outgoing, int mostBytes) {
    this.outgoing = outgoing;
    this.mostBytes = mostBytes;
  }

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    String name = outgoing.at(request.getURI());
    if (name == null) {
      return execution.execute(request, body);
    }
    try {
      return outgoing.call(
          name,
          Outgoing.isRepeatable(request.getMethod().name()),
          () -> whole(execution.execute(request, body)),
          answer -> Outgoing.isFailure(answer.status().value()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** A body that comes in drops is part of the call: it is read here. */
  private Whole whole(ClientHttpResponse response) throws IOException {
    try (response) {
      byte[] bytes = response.getBody().readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new IOException(
            "the answer has more than " + mostBytes + " bytes: headroom.web.outgoing.max-body");
      }
      return new Whole(
          response.getStatusCode(), response.getStatusText(), response.getHeaders(), bytes);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // read once
  private record Whole(HttpStatusCode status, String text, HttpHeaders headers, byte[] bytes)
      implements ClientHttpResponse {

    @Override
    public HttpStatusCode getStatusCode() {
      return status;
    }

    @Override
    public String getStatusText() {
      return text;
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {}
  }
}
