package dev.headroom.web;

import dev.headroom.loop.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A GET route whose answers are kept. Start from {@link #of}.
 *
 * @param name lower case words with dashes; names the cache's namespace {@code web-NAME}
 * @param path the route's template, such as {@code /api/restaurants/{restaurantId}/menu}
 * @param ttl how long an answer is fresh; 1 s to 30 days
 * @param isPublic whether users share an answer; default false: each user has their own, and
 *     requests without a known user are not answered from the cache
 * @param varyRoles roles that are asked for by {@code isUserInRole} and are part of the key; needed
 *     on a public route whose answer depends on the role
 * @param varyLocale whether the request's preferred locale is part of the key
 * @param varyHeaders request headers that are part of the key; {@code Accept} and {@code Origin}
 *     always are
 * @param query query parameters that are part of the key
 * @param ignoreQuery query parameters that change nothing: neither in the key nor shown to the
 *     handler. A request with any other parameter is not answered from the cache
 * @param passHeaders request headers shown to the handler although they are not in the key, such as
 *     {@code traceparent}: the answer must not depend on them
 * @param tags what an answer is made of, with variables of the path: {@code
 *     restaurant/{restaurantId}}
 * @param writes methods and paths that change it: {@code PUT /api/restaurants/{restaurantId}/**}
 * @param clientMaxAge how long a client may use its copy without asking; zero to ttl, default zero:
 *     it asks each time and gets a 304. Invalidations do not reach clients' copies
 * @param staleWhileRevalidate how long after its time an answer is still served to others while one
 *     request renders it anew; zero to 7 days, default zero
 * @param staleIfError how long after its time an answer is served when rendering fails; zero to 7
 *     days, default zero
 * @param maxBody largest body kept, in bytes; 1 to 16 MB, default 1 MB
 * @param maxBytes most bytes kept in the process for this route; 100 KB to 10 GB, default 16 MB
 */
public record CacheRoute(
    String name,
    String path,
    Duration ttl,
    boolean isPublic,
    List<String> varyRoles,
    boolean varyLocale,
    List<String> varyHeaders,
    Set<String> query,
    Set<String> ignoreQuery,
    List<String> passHeaders,
    List<String> tags,
    List<String> writes,
    Duration clientMaxAge,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    int maxBody,
    long maxBytes) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Set<String> NEVER_KEYED =
      Set.of("authorization", "cookie", "range", "if-range", "if-none-match", "if-modified-since");

  /** Checks the values and how they go together. */
  public CacheRoute {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a route's name is lower case words with dashes, such as menu-items; was '" + name + "'");
    }
    varyRoles = List.copyOf(new TreeSet<>(varyRoles));
    varyHeaders = lower("vary-headers", varyHeaders);
    passHeaders = lower("pass-headers", passHeaders);
    query = Set.copyOf(query);
    ignoreQuery = Set.copyOf(ignoreQuery);
    tags = List.copyOf(tags);
    writes = List.copyOf(writes);
    PathPattern pattern = PathPattern.of(path);
    if (path.endsWith("/**")) {
      throw new IllegalArgumentException(
          "path names one route, so it cannot end with /**; was '" + path + "'");
    }
    within("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(30));
    within("client-max-age", clientMaxAge, Duration.ZERO, ttl);
    within("stale-while-revalidate", staleWhileRevalidate, Duration.ZERO, WEEK);
    within("stale-if-error", staleIfError, Duration.ZERO, WEEK);
    if (maxBody < 1 || maxBody > 16 << 20) {
      throw new IllegalArgumentException("max-body is from 1 B to 16 MB, was " + maxBody);
    }
    if (maxBytes < 100_000 || maxBytes > 10_000_000_000L) {
      throw new IllegalArgumentException("max-bytes is from 100 KB to 10 GB, was " + maxBytes);
    }
    for (String header : varyHeaders) {
      if (NEVER_KEYED.contains(header)) {
        throw new IllegalArgumentException(
            "vary-headers cannot have "
                + header
                + (header.equals("authorization") || header.equals("cookie")
                    ? ": a route that is not public has an answer for each user already"
                    : ": the cache answers it itself"));
      }
      if (passHeaders.contains(header)) {
        throw new IllegalArgumentException(
            header + " is in vary-headers and in pass-headers: the first already shows it");
      }
    }
    for (String parameter : ignoreQuery) {
      if (query.contains(parameter)) {
        throw new IllegalArgumentException(
            "query parameter '" + parameter + "' is in query and in ignore-query: leave one out");
      }
    }
    for (String tag : tags) {
      for (String variable : new Tag(tag).names()) {
        if (!pattern.names().contains(variable)) {
          throw new IllegalArgumentException(
              "tag '"
                  + tag
                  + "': "
                  + Nearest.unknown("variable of the path", variable, pattern.names()));
        }
      }
    }
    for (String write : writes) {
      RouteWrite.of(write, tags);
    }
  }

  /**
   * A route with the defaults: an answer for each user, nothing in the query.
   *
   * @param name its name
   * @param path its template
   * @param ttl how long an answer is fresh
   * @return a route to change further with the methods named {@code with...}
   */
  public static CacheRoute of(String name, String path, Duration ttl) {
    return new CacheRoute(
        name,
        path,
        ttl,
        false,
        List.of(),
        false,
        List.of(),
        Set.of(),
        Set.of(),
        List.of(),
        List.of(),
        List.of(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        1 << 20,
        16 << 20);
  }

  /** The longer of the two times in which an expired answer may still be needed. */
  Duration stale() {
    return staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
  }

  String namespace() {
    return "web-" + name;
  }

  private static List<String> lower(String what, List<String> headers) {
    for (String header : headers) {
      if (!HEADER.matcher(header).matches() || header.equals("*")) {
        throw new IllegalArgumentException(
            what + " has names of headers, such as Accept-Language; was '" + header + "'");
      }
    }
    return List.copyOf(
        new TreeSet<>(headers.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList()));
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }
}
