package dev.headroom.spring;

import dev.headroom.web.BatchOptions;
import dev.headroom.web.CacheRoute;
import dev.headroom.web.CompressionOptions;
import dev.headroom.web.ContentCoding;
import dev.headroom.web.FieldsOptions;
import dev.headroom.web.HashingOptions;
import dev.headroom.web.ImagesOptions;
import dev.headroom.web.LimitRule;
import dev.headroom.web.OutgoingOptions;
import dev.headroom.web.RefreshOptions;
import dev.headroom.web.RefreshTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the fixes at the door; a key that does not exist is refused.
 *
 * @param switchedOn whether what is configured is on when the service starts, default true; {@code
 *     PUT /headroom/api/fixes} switches at any time
 * @param cache answers kept
 * @param compression answers compressed
 * @param fields answers reduced to some fields
 * @param limits requests refused beyond a number
 * @param tokens validated tokens known for a while
 * @param batch several GETs in one round trip
 * @param outgoing calls to other services bounded
 * @param hashing passwords hashed some at a time
 * @param refresh refresh tokens that are good once
 * @param sessions HTTP sessions in Redis
 * @param images images made smaller
 * @param health whether the service can serve
 */
@ConfigurationProperties(prefix = "headroom.web", ignoreUnknownFields = false)
record WebProperties(
    @DefaultValue("true") boolean switchedOn,
    @DefaultValue Cache cache,
    @DefaultValue Compression compression,
    @DefaultValue Fields fields,
    @DefaultValue Limiting limits,
    @DefaultValue Tokens tokens,
    @DefaultValue Batch batch,
    @DefaultValue Out outgoing,
    @DefaultValue Passwords hashing,
    @DefaultValue Refresh refresh,
    @DefaultValue Sessions sessions,
    @DefaultValue Pictures images,
    @DefaultValue Healthy health) {

  List<LimitRule> limitRules() {
    List<LimitRule> all = new ArrayList<>();
    new TreeMap<>(limits.rules())
        .forEach(
            (name, rule) ->
                all.add(named("headroom.web.limits.rules." + name, () -> rule.rule(name))));
    return all;
  }

  List<CacheRoute> cacheRoutes() {
    List<CacheRoute> all = new ArrayList<>();
    new TreeMap<>(cache.routes())
        .forEach(
            (name, route) ->
                all.add(named("headroom.web.cache.routes." + name, () -> route.route(name))));
    return all;
  }

  /** What is wrong is said with where it stands. */
  static <T> T named(String where, java.util.function.Supplier<T> options) {
    try {
      return options.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  /**
   * The response cache.
   *
   * @param routes by name
   */
  record Cache(@DefaultValue Map<String, Route> routes) {}

  /**
   * One route; what is left out has the default of {@link CacheRoute}.
   *
   * @param path the route's template
   * @param ttl how long an answer is fresh
   * @param isPublic whether users share an answer
   * @param varyRoles roles in the key
   * @param varyLocale whether the locale is in the key
   * @param varyHeaders request headers in the key
   * @param query query parameters in the key
   * @param ignoreQuery query parameters that change nothing
   * @param passHeaders request headers that the handler needs and the answer does not depend on
   * @param tags what an answer is made of
   * @param writes what changes it
   * @param clientMaxAge how long clients may use their copy
   * @param staleWhileRevalidate how long others get an expired answer while one renders anew
   * @param staleIfError how long an expired answer stands in for a failure
   * @param maxBody largest body kept
   * @param maxBytes most bytes kept in the process
   */
  record Route(
      @Nullable String path,
      @Nullable Duration ttl,
      @Name("public") @DefaultValue("false") boolean isPublic,
      @DefaultValue List<String> varyRoles,
      @DefaultValue("false") boolean varyLocale,
      @DefaultValue List<String> varyHeaders,
      @DefaultValue Set<String> query,
      @DefaultValue Set<String> ignoreQuery,
      @DefaultValue List<String> passHeaders,
      @DefaultValue List<String> tags,
      @DefaultValue List<String> writes,
      @DefaultValue("0s") Duration clientMaxAge,
      @DefaultValue("0s") Duration staleWhileRevalidate,
      @DefaultValue("0s") Duration staleIfError,
      @DefaultValue("1MB") DataSize maxBody,
      @DefaultValue("16MB") DataSize maxBytes) {

    CacheRoute route(String name) {
      if (path == null || ttl == null) {
        throw new IllegalArgumentException(
            "a route needs path and ttl, such as path: /api/menus/{id}, ttl: 5m");
      }
      return new CacheRoute(
          name,
          path,
          ttl,
          isPublic,
          varyRoles,
          varyLocale,
          varyHeaders,
          query,
          ignoreQuery,
          passHeaders,
          tags,
          writes,
          clientMaxAge,
          staleWhileRevalidate,
          staleIfError,
          bytes("max-body", maxBody),
          maxBytes.toBytes());
    }
  }

  private static int bytes(String name, DataSize size) {
    if (size.toBytes() != (int) size.toBytes()) {
      throw new IllegalArgumentException(name + " is below 2 GB, was " + size);
    }
    return (int) size.toBytes();
  }

  /**
   * Compression; what is left out has the default of {@link CompressionOptions}.
   *
   * @param enabled whether to; default false
   * @param codings in the server's order of preference
   * @param minSize smaller answers go out as they are
   * @param types media types
   * @param excludedPaths prefixes of paths
   * @param gzipLevel 1 to 9
   * @param zstdLevel 1 to 19
   */
  record Compression(
      @DefaultValue("false") boolean enabled,
      @Nullable List<ContentCoding> codings,
      @DefaultValue("1KB") DataSize minSize,
      @Nullable Set<String> types,
      @DefaultValue List<String> excludedPaths,
      @DefaultValue("4") int gzipLevel,
      @DefaultValue("3") int zstdLevel) {

    CompressionOptions options() {
      CompressionOptions base = CompressionOptions.DEFAULT;
      return named(
          "headroom.web.compression",
          () ->
              new CompressionOptions(
                  codings == null ? base.codings() : codings,
                  bytes("min-size", minSize),
                  types == null ? base.types() : types,
                  excludedPaths,
                  gzipLevel,
                  zstdLevel));
    }
  }

  /**
   * Field selection.
   *
   * @param paths prefixes of paths; none: no selection
   * @param parameter the query parameter
   * @param maxBody answers with more bytes go out whole
   */
  record Fields(
      @DefaultValue List<String> paths,
      @DefaultValue("fields") String parameter,
      @DefaultValue("4MB") DataSize maxBody) {

    FieldsOptions options() {
      return named(
          "headroom.web.fields",
          () -> new FieldsOptions(parameter, paths, bytes("max-body", maxBody)));
    }
  }

  /**
   * Limits.
   *
   * @param rules by name
   * @param trustedProxies whose X-Forwarded-For is believed
   * @param redisUrl where all instances count together; left out: each for itself
   * @param maxKeys users or addresses per rule that an instance remembers
   */
  record Limiting(
      @DefaultValue Map<String, Rule> rules,
      @DefaultValue List<String> trustedProxies,
      @Nullable String redisUrl,
      @DefaultValue("100000") int maxKeys) {}

  /**
   * One rule; see {@link LimitRule}.
   *
   * @param path a route's template, or one that ends with {@code /**}
   * @param methods which count; none: all
   * @param per route, user or address
   * @param limit how many
   * @param window in which time
   */
  record Rule(
      @Nullable String path,
      @DefaultValue Set<String> methods,
      LimitRule.@Nullable Per per,
      @Nullable Integer limit,
      @DefaultValue("1m") Duration window) {

    LimitRule rule(String name) {
      if (path == null || per == null || limit == null) {
        throw new IllegalArgumentException(
            "a rule needs path, per and limit, such as path: /health, per: address, limit: 100");
      }
      return new LimitRule(name, path, methods, per, limit, window);
    }
  }

  /**
   * The token cache.
   *
   * @param enabled whether to; default false
   * @param ttl how long a token is known at most
   * @param maxTokens most tokens known
   * @param maxLength longer tokens are validated each time
   * @param keysInterval the issuer is asked for its keys at most once in this time
   */
  record Tokens(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("5m") Duration ttl,
      @DefaultValue("10000") int maxTokens,
      @DefaultValue("8192") int maxLength,
      @DefaultValue("5s") Duration keysInterval) {}

  /**
   * Refresh tokens; see {@link RefreshOptions}.
   *
   * @param enabled whether to have a bean of them; default false
   * @param idle a token that is not used for so long ends
   * @param longest a sign-in ends after that
   * @param grace for how long the token before gives the present one again
   * @param perSubject most sign-ins of one subject
   * @param mostInMemory most sign-ins without Redis
   * @param redisUrl where all instances know them; left out: each its own
   */
  record Refresh(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("14d") Duration idle,
      @DefaultValue("90d") Duration longest,
      @DefaultValue("10s") Duration grace,
      @DefaultValue("20") int perSubject,
      @DefaultValue("100000") int mostInMemory,
      @Nullable String redisUrl) {

    RefreshTokens tokens(Clock clock) {
      return named(
          "headroom.web.refresh",
          () -> {
            RefreshOptions options =
                new RefreshOptions(idle, longest, grace, perSubject, mostInMemory);
            return redisUrl == null || redisUrl.isBlank()
                ? RefreshTokens.inMemory(options, clock)
                : RefreshTokens.inRedis(options, clock, redisUrl);
          });
    }
  }

  /**
   * Sessions in Redis.
   *
   * @param enabled whether to; default false
   * @param redisUrl where
   * @param timeout a session that is not used for so long ends; 1 min to 30 days
   * @param commandTimeout how long a request waits for Redis; 10 ms to 10 s
   */
  record Sessions(
      @DefaultValue("false") boolean enabled,
      @Nullable String redisUrl,
      @DefaultValue("30m") Duration timeout,
      @DefaultValue("250ms") Duration commandTimeout) {}

  /**
   * Images; see {@link ImagesOptions}. What is left out has its default.
   *
   * @param paths prefixes of paths; none: images are left alone
   * @param widths that may be asked for
   * @param qualities that may be asked for
   * @param quality where none is asked for
   * @param maxSource larger images go out as they are
   * @param maxPixels images of more are refused
   * @param concurrent decoded at the same time
   * @param patience how long one waits for its turn
   * @param maxBytes most bytes of made images kept
   */
  record Pictures(
      @DefaultValue List<String> paths,
      @DefaultValue({"160", "320", "640", "1280"}) List<Integer> widths,
      @DefaultValue({"60", "75", "90"}) List<Integer> qualities,
      @DefaultValue("75") int quality,
      @DefaultValue("10MB") DataSize maxSource,
      @DefaultValue("25000000") long maxPixels,
      @Nullable Integer concurrent,
      @DefaultValue("2s") Duration patience,
      @DefaultValue("64MB") DataSize maxBytes) {

    ImagesOptions options() {
      return named(
          "headroom.web.images",
          () ->
              new ImagesOptions(
                  paths,
                  widths,
                  qualities,
                  quality,
                  bytes("max-source", maxSource),
                  maxPixels,
                  concurrent == null ? HashingOptions.DEFAULT.concurrent() : concurrent,
                  patience));
    }
  }

  /**
   * Batches; see {@link BatchOptions}.
   *
   * @param path where batches are sent
   * @param paths what may be asked; none: no batches
   * @param maxRequests most GETs in one
   * @param parallel how many of them run at the same time
   * @param timeout after which a GET counts as late
   * @param maxBody largest answer of one GET
   * @param maxRunning batches that run at the same time
   * @param selfUrl where this instance reaches itself
   */
  record Batch(
      @DefaultValue("/batch") String path,
      @DefaultValue List<String> paths,
      @DefaultValue("20") int maxRequests,
      @DefaultValue("4") int parallel,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("1MB") DataSize maxBody,
      @DefaultValue("8") int maxRunning,
      @Nullable String selfUrl) {

    BatchOptions options() {
      return named(
          "headroom.web.batch",
          () ->
              new BatchOptions(
                  path,
                  paths,
                  maxRequests,
                  parallel,
                  timeout,
                  bytes("max-body", maxBody),
                  maxRunning,
                  selfUrl));
    }
  }

  /**
   * Outgoing calls.
   *
   * @param retryShare retries that may be made for each call, over all dependencies
   * @param maxBody largest answer that a call through Spring's clients may have
   * @param dependencies by name
   */
  record Out(
      @DefaultValue("0.1") double retryShare,
      @DefaultValue("16MB") DataSize maxBody,
      @DefaultValue Map<String, Called> dependencies) {

    List<OutgoingOptions> options() {
      List<OutgoingOptions> all = new ArrayList<>();
      new TreeMap<>(dependencies)
          .forEach(
              (name, called) ->
                  all.add(
                      named(
                          "headroom.web.outgoing.dependencies." + name,
                          () -> called.options(name))));
      return all;
    }

    int mostBytes() {
      return named("headroom.web.outgoing", () -> bytes("max-body", maxBody));
    }
  }

  /**
   * One dependency; see {@link OutgoingOptions}.
   *
   * @param hosts its hosts
   * @param timeout of a call with its retries
   * @param failures that open the breaker
   * @param reset until an open breaker lets one call try
   * @param concurrent calls at a time
   * @param retries how often a GET is tried again
   * @param backoff before the first retry
   */
  record Called(
      @DefaultValue List<String> hosts,
      @DefaultValue("30s") Duration timeout,
      @DefaultValue("5") int failures,
      @DefaultValue("60s") Duration reset,
      @DefaultValue("20") int concurrent,
      @DefaultValue("2") int retries,
      @DefaultValue("100ms") Duration backoff) {

    OutgoingOptions options(String name) {
      return new OutgoingOptions(
          name, hosts, timeout, failures, reset, concurrent, retries, backoff);
    }
  }

  /**
   * Health.
   *
   * @param path where it is told; left out: nowhere
   * @param patience how long what the service stands on may take to answer
   * @param drain how long requests are still taken after health has said that the service stops
   */
  record Healthy(
      @Nullable String path,
      @DefaultValue("2s") Duration patience,
      @DefaultValue("0s") Duration drain) {}

  /**
   * Bounded hashing; see {@link HashingOptions}.
   *
   * @param enabled whether to; default false
   * @param concurrent at the same time; left out: half of the processors
   * @param waiting how many may wait
   * @param patience how long
   */
  record Passwords(
      @DefaultValue("false") boolean enabled,
      @Nullable Integer concurrent,
      @DefaultValue("64") int waiting,
      @DefaultValue("5s") Duration patience) {

    HashingOptions options() {
      return named(
          "headroom.web.hashing",
          () ->
              new HashingOptions(
                  concurrent == null ? HashingOptions.DEFAULT.concurrent() : concurrent,
                  waiting,
                  patience));
    }
  }
}
