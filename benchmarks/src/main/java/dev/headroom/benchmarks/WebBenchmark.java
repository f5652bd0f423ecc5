package dev.headroom.benchmarks;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fixes;
import dev.headroom.web.TokenCache;
import dev.headroom.web.WebFixes;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.example.nothing.Nothing;
import org.example.nothing.NothingHttp.NothingRequest;
import org.example.nothing.NothingHttp.NothingResponse;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** S14, the small half: a filter that is not used, and a look-up in the token cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class WebBenchmark {

  private NothingRequest request;
  private NothingResponse response;
  private Filter off;
  private Filter otherRoute;
  private TokenCache<String> tokens;
  private String token;
  private long served;
  private final FilterChain chain = (q, a) -> served++;

  /** Opens the caches; the token has 700 characters, as a JWT with some claims has. */
  @Setup
  public void prepare() {
    request = NothingRequest.create();
    response = Nothing.of(NothingResponse.class);
    off = WebService.filter(false);
    otherRoute = WebService.filter(true);
    Fixes fixes = new Fixes(List.of(WebFixes.TOKEN_CACHE));
    var unused = fixes.switchTo(Set.of(WebFixes.TOKEN_CACHE.id()));
    HeadroomCache cache =
        HeadroomCache.open(CacheOptions.of(null, TokenCache.namespaces(TokenCache.MOST, 1_000)));
    tokens = new TokenCache<>(cache, String.class, fixes, Clock.systemUTC(), 8_192);
    token =
        part("{\"alg\":\"HS256\",\"kid\":\"1\"}")
            + "."
            + part("{\"sub\":\"ann\",\"pad\":\"" + "x".repeat(430) + "\"}")
            + "."
            + "s".repeat(43);
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.US_ASCII));
  }

  /** No filter. */
  @Benchmark
  public long noFilter() throws IOException, ServletException {
    chain.doFilter(request, response);
    return served;
  }

  /** The fix is switched off. */
  @Benchmark
  public long switchedOff() throws IOException, ServletException {
    off.doFilter(request, response, chain);
    return served;
  }

  /** The fix is on, the request is of a route that is not cached. */
  @Benchmark
  public long otherRoute() throws IOException, ServletException {
    otherRoute.doFilter(request, response, chain);
    return served;
  }

  /** A known token. */
  @Benchmark
  public String token() {
    return tokens.get(
        "api", token, t -> new TokenCache.Valid<>("ann", Instant.now().plusSeconds(86_400), null));
  }
}
