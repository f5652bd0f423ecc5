package dev.headroom.web;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Scope;
import java.util.Collection;
import java.util.List;

/** The fixes of this module, for a service's switchboard. */
public final class WebFixes {

  /** Id of {@link #responseCache}. */
  public static final String RESPONSE_CACHE = "response-cache";

  /** Compressed answers. */
  public static final Fix COMPRESSION =
      new Fix(
          "compression",
          Scope.REQUEST,
          "Answers compressed for clients that understand it",
          true,
          List.of(new Fix.Remedy(FindingKind.LARGE_UNCOMPRESSED_ANSWER, "*", "*")));

  /** Answers reduced to the fields asked for. */
  public static final Fix FIELD_SELECTION =
      new Fix(
          "field-selection",
          Scope.REQUEST,
          "JSON answers reduced to the fields that the client asks for",
          false,
          List.of());

  /** Images made smaller. */
  public static final Fix IMAGES =
      new Fix(
          "images",
          Scope.REQUEST,
          "Images resized and recompressed to the width, quality and format that the client asks for",
          false,
          List.of());

  /** Requests beyond a limit refused. */
  public static final Fix LIMITS =
      new Fix(
          "limits",
          Scope.REQUEST,
          "Requests beyond a limit per route, user or address refused with 429",
          false,
          List.of());

  /** Validated tokens known for some minutes. */
  public static final Fix TOKEN_CACHE =
      new Fix(
          "token-cache",
          Scope.REQUEST,
          "Tokens validated once, then known for up to 5 minutes, until revoked",
          false,
          List.of(new Fix.Remedy(FindingKind.REPEATED_VALIDATION, "*", "*")));

  /** Several GETs in one round trip. */
  public static final Fix BATCH =
      new Fix(
          "batch",
          Scope.REQUEST,
          "Several GETs answered in one round trip by POST /batch",
          false,
          List.of());

  /** Calls to other services bounded. */
  public static final Fix OUTGOING =
      new Fix(
          "outgoing-calls",
          Scope.REQUEST,
          "Calls to other services with a deadline, a breaker, a bound on how many, and retries",
          false,
          List.of());

  /** Passwords hashed some at a time. */
  public static final Fix HASHING =
      new Fix(
          "bounded-hashing",
          Scope.REQUEST,
          "Passwords hashed some at a time, so that a storm of sign-ins leaves the rest alone",
          false,
          List.of());

  private WebFixes() {}

  /**
   * Answers of configured routes from the cache.
   *
   * @param routes the routes
   * @return the fix, remedy for cacheable reads of these endpoints
   */
  public static Fix responseCache(Collection<CacheRoute> routes) {
    return new Fix(
        RESPONSE_CACHE,
        Scope.REQUEST,
        "Answers of configured GET routes from a cache, until a write changes them",
        false,
        routes.stream()
            .map(r -> new Fix.Remedy(FindingKind.CACHEABLE_READ, "GET " + r.path(), "*"))
            .toList());
  }
}
