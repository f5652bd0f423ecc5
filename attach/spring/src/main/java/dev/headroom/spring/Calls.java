package dev.headroom.spring;

import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import java.io.IOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/** Times calls to other services up to the answer's headers, for the request that makes them. */
final class Calls implements ClientHttpRequestInterceptor {

  private final Observer observer;

  Calls(Observer observer) {
    this.observer = observer;
  }

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    long start = System.nanoTime();
    try {
      return execution.execute(request, body);
    } finally {
      observer.call(System.nanoTime() - start);
    }
  }

  /** Ends a call on whatever thread, for the request that was current when it began. */
  @SuppressWarnings("try") // a scope is held, not used
  static void ended(Observer observer, Request request, long startNanos) {
    try (Observer.Scope work = observer.carry(request)) {
      observer.call(System.nanoTime() - startNanos);
    }
  }
}
