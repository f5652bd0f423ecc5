package shop;

import io.micrometer.context.ContextSnapshotFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Work on other threads than the request's own, and calls to others. */
@RestController
@EnableAsync
class Elsewhere {

  private static final String ONE = "select count(*) from orders";

  private final JdbcTemplate jdbc;
  private final Later later;
  private final Executor executor;
  private final ObjectProvider<RestClient.Builder> rest;
  private final ObjectProvider<WebClient.Builder> web;

  Elsewhere(
      DataSource dataSource,
      Later later,
      @Qualifier("applicationTaskExecutor") Executor executor,
      ObjectProvider<RestClient.Builder> rest,
      ObjectProvider<WebClient.Builder> web) {
    this.jdbc = new JdbcTemplate(dataSource);
    this.later = later;
    this.executor = executor;
    this.rest = rest;
    this.web = web;
  }

  /** Asynchronous by annotation. */
  @Component
  static class Later {

    private final JdbcTemplate jdbc;

    Later(DataSource dataSource) {
      this.jdbc = new JdbcTemplate(dataSource);
    }

    @Async
    CompletableFuture<Integer> one() {
      return CompletableFuture.completedFuture(jdbc.queryForObject(ONE, Integer.class));
    }
  }

  private Integer one() {
    return jdbc.queryForObject(ONE, Integer.class);
  }

  @GetMapping("/async")
  Integer async() throws Exception {
    return later.one().get();
  }

  /** A task that is started by another one, and ends after it. */
  @GetMapping("/nested")
  Integer nested() throws Exception {
    CompletableFuture<Integer> inner = new CompletableFuture<>();
    CompletableFuture<Void> outerEnded =
        CompletableFuture.runAsync(() -> executor.execute(() -> inner.complete(one())), executor);
    outerEnded.get();
    return inner.get();
  }

  @GetMapping("/future")
  Integer future() throws Exception {
    return CompletableFuture.supplyAsync(this::one, executor).get();
  }

  @GetMapping("/virtual")
  Integer virtual() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Executor carrying =
          ContextSnapshotFactory.builder().build().captureAll().wrapExecutor(threads);
      return CompletableFuture.supplyAsync(this::one, carrying).get();
    }
  }

  @GetMapping("/deferred")
  DeferredResult<Integer> deferred() {
    DeferredResult<Integer> result = new DeferredResult<>();
    executor.execute(() -> result.setResult(one()));
    return result;
  }

  @GetMapping("/streamed")
  StreamingResponseBody streamed() {
    return out -> out.write(String.valueOf(one()).getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping("/mono")
  Mono<Integer> mono() {
    return Mono.fromCallable(this::one).subscribeOn(Schedulers.boundedElastic());
  }

  @GetMapping("/calls")
  int calls(@RequestParam String url) {
    String blocking = rest.getObject().build().get().uri(url).retrieve().body(String.class);
    String reactive =
        web.getObject().build().get().uri(url).retrieve().bodyToMono(String.class).block();
    return blocking.length() + reactive.length();
  }
}
