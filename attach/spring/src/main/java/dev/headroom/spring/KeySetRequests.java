package dev.headroom.spring;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * Asks an issuer for its keys, at most once in a while. Spring Security's decoder asks whenever a
 * token names a key that it does not know: whoever sends made-up key ids would have this service
 * ask as often as that. In between the last answer stands, a failure too. A key that has just been
 * published is known after that while.
 */
final class KeySetRequests extends RestTemplate {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 2_000;

  private final long intervalNanos;
  private final LongSupplier nanos;
  private final Map<RequestEntity<?>, Asked> last = new ConcurrentHashMap<>();

  KeySetRequests(Duration interval, LongSupplier nanos) {
    if (interval.compareTo(Duration.ofSeconds(1)) < 0
        || interval.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("keys-interval is from PT1S to PT5M, was " + interval);
    }
    this.intervalNanos = interval.toNanos();
    this.nanos = nanos;
    SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
    factory.setConnectTimeout(CONNECT_MILLIS);
    factory.setReadTimeout(READ_MILLIS);
    setRequestFactory(factory);
  }

  /** What came of asking: an answer or a failure. */
  private record Asked(
      @Nullable ResponseEntity<?> answer, @Nullable RestClientException failure, long nanos) {}

  @Override
  @SuppressWarnings("unchecked") // Of one type for one request: a key set is asked for as text.
  public <T> ResponseEntity<T> exchange(RequestEntity<?> request, Class<T> type) {
    Asked asked =
        last.compute(
            request,
            (key, before) ->
                before != null && nanos.getAsLong() - before.nanos() < intervalNanos
                    ? before
                    : ask(request, type));
    if (asked.failure() != null) {
      throw new ResourceAccessException("the issuer gave no keys: " + asked.failure().getMessage());
    }
    return (ResponseEntity<T>) Objects.requireNonNull(asked.answer());
  }

  private Asked ask(RequestEntity<?> request, Class<?> type) {
    try {
      ResponseEntity<?> answer = super.exchange(request, type);
      return new Asked(answer, null, nanos.getAsLong());
    } catch (RestClientException e) {
      return new Asked(null, e, nanos.getAsLong());
    }
  }
}
