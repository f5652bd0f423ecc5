package dev.headroom.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The answers of configured routes, and what makes them untrue. {@link ResponseCacheFilter} reads
 * and fills it; a service's code tells it of changes that no configured write makes.
 */
public final class ResponseCache {

  private static final System.Logger LOG = System.getLogger("dev.headroom.web");

  private final List<Kept> routes;
  private final Map<String, Boolean> told = new ConcurrentHashMap<>();

  /** Keys whose answers went straight through a moment ago: not even looked up. */
  private final Cache<String, Boolean> passing =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  final LongAdder hits = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder notModified = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder unstorable = new LongAdder();
  final LongAdder bypassed = new LongAdder();
  final LongAdder invalidations = new LongAdder();
  final LongAdder faults = new LongAdder();

  /**
   * A cache of answers.
   *
   * @param cache has the namespaces of {@link #namespaces}
   * @param routes the routes; their names and paths are all different
   * @throws IllegalArgumentException if two routes have the same name or path
   */
  public ResponseCache(HeadroomCache cache, Collection<CacheRoute> routes) {
    List<Kept> kept = new ArrayList<>();
    Map<String, String> paths = new HashMap<>();
    for (CacheRoute route : routes) {
      String other = paths.put(route.path().replaceAll("\\{[^}]*}", "{}"), route.name());
      if (other != null) {
        throw new IllegalArgumentException(
            "routes '" + other + "' and '" + route.name() + "' have the same path " + route.path());
      }
      kept.add(new Kept(route, cache.namespace(route.namespace(), StoredAnswer.class)));
    }
    kept.sort(Comparator.comparingInt((Kept k) -> -k.pattern.literals()));
    this.routes = List.copyOf(kept);
  }

  /**
   * The namespaces that the routes need.
   *
   * @param routes the routes
   * @return options by name, to be given to the cache
   * @throws IllegalArgumentException if two routes have the same name
   */
  public static Map<String, NamespaceOptions> namespaces(Collection<CacheRoute> routes) {
    Map<String, NamespaceOptions> namespaces = new LinkedHashMap<>();
    for (CacheRoute route : routes) {
      NamespaceOptions options =
          NamespaceOptions.ofTtl(route.ttl())
              .withMaxBytes(route.maxBytes())
              .withStaleOnFailure(route.stale());
      if (namespaces.put(route.namespace(), options) != null) {
        throw new IllegalArgumentException("two routes are called '" + route.name() + "'");
      }
    }
    return namespaces;
  }

  /**
   * Makes all answers with a tag untrue, on all nodes; inside a transaction when it has ended. When
   * it returns, no request that begins later on this node gets an older answer.
   *
   * @param tag such as {@code restaurant/7}; a tag that no route can have does nothing
   */
  public void invalidateTag(String tag) {
    for (Kept kept : routes) {
      if (kept.tags.stream().anyMatch(t -> t.canBe(tag))) {
        kept.answers.invalidateTag(tag);
        invalidations.increment();
      }
    }
  }

  /** Makes all answers of all routes untrue, on all nodes. */
  public void clear() {
    routes.forEach(kept -> kept.answers.clear());
    invalidations.increment();
  }

  /**
   * What happened.
   *
   * @return a snapshot
   */
  public ResponseCacheStats stats() {
    return new ResponseCacheStats(
        hits.sum(),
        stale.sum(),
        notModified.sum(),
        misses.sum(),
        unstorable.sum(),
        bypassed.sum(),
        invalidations.sum(),
        faults.sum());
  }

  /** The route of a path, with its variables; null if none. */
  @Nullable Found find(@Nullable List<String> path) {
    if (path == null) {
      return null;
    }
    for (Kept kept : routes) {
      Map<String, String> variables = kept.pattern.match(path);
      if (variables != null) {
        return new Found(kept, path, variables);
      }
    }
    return null;
  }

  /** Whether a request with this method may change answers. */
  boolean mayChange(String method) {
    return !routes.isEmpty()
        && switch (method) {
          case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
          default -> true;
        };
  }

  /** What a request with an unsafe method changes; null if nothing. */
  @Nullable Runnable changes(HttpServletRequest request) {
    List<String> path = RequestPath.of(request);
    List<Runnable> changes = new ArrayList<>();
    if (path == null) { // Written differently it may still reach the handler.
      String method = request.getMethod();
      for (Kept kept : routes) {
        if (kept.writes.stream().anyMatch(write -> write.method().equals(method))) {
          changes.add(kept.answers::clear);
        }
      }
    } else {
      for (Kept kept : routes) {
        changes.addAll(kept.changes(request.getMethod(), path));
      }
    }
    return changes.isEmpty()
        ? null
        : () -> {
          invalidations.increment();
          changes.forEach(Runnable::run);
        };
  }

  /** Remembers for a minute that an answer cannot be kept, so that nobody waits for another one. */
  void pass(CacheRoute route, String key) {
    passing.put(route.name() + key, true);
  }

  boolean passes(CacheRoute route, String key) {
    return passing.getIfPresent(route.name() + key) != null;
  }

  /** Says once per route and reason why an answer was not kept. */
  void refused(CacheRoute route, String reason) {
    unstorable.increment();
    if (told.putIfAbsent(route.name() + reason, true) == null) {
      LOG.log(
          System.Logger.Level.INFO,
          "response cache: an answer of " + route.path() + " is not kept: " + reason);
    }
  }

  /** A rendering failed and an older answer stood in: its failure is told here, and once. */
  void failed(CacheRoute route, @Nullable Throwable failure) {
    String what = failure == null ? "a status of 500 or more" : failure.getClass().getName();
    if (told.putIfAbsent(route.name() + " failed " + what, true) == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "response cache: " + route.path() + " failed with " + what + "; served from the cache",
          failure);
    }
  }

  void fault(CacheRoute route, Throwable fault) {
    faults.increment();
    if (told.putIfAbsent(route.name() + fault.getClass(), true) == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "response cache: " + route.path() + " is rendered without the cache",
          fault);
    }
  }

  /** A route and where its answers are. */
  static final class Kept {
    final CacheRoute route;
    final Namespace<StoredAnswer> answers;
    final PathPattern pattern;
    final List<Tag> tags;
    final List<RouteWrite> writes;

    /** As the framework writes it, once a handler has run. */
    volatile String template;

    Kept(CacheRoute route, Namespace<StoredAnswer> answers) {
      this.route = route;
      this.answers = answers;
      this.pattern = PathPattern.of(route.path());
      this.template = route.path();
      this.tags = route.tags().stream().map(Tag::new).toList();
      this.writes = route.writes().stream().map(w -> RouteWrite.of(w, route.tags())).toList();
    }

    List<String> tags(Map<String, String> variables, List<String> path) {
      List<String> all = new ArrayList<>(tags.size() + 1);
      for (Tag tag : tags) {
        all.add(tag.of(variables));
      }
      all.add(ofPath(path));
      return all;
    }

    private static String ofPath(List<String> path) {
      return "path:" + String.join("/", path);
    }

    private List<Runnable> changes(String method, List<String> path) {
      List<Runnable> changes = new ArrayList<>();
      if (pattern.match(path) != null) { // RFC 9111, 4.4
        changes.add(() -> answers.invalidateTag(ofPath(path)));
      }
      for (RouteWrite write : writes) {
        Map<String, String> variables = write.match(method, path);
        if (variables == null) {
          continue;
        }
        if (write.tags().isEmpty()) {
          changes.add(answers::clear);
        }
        for (Tag tag : write.tags()) {
          String of = tag.of(variables);
          changes.add(() -> answers.invalidateTag(of));
        }
      }
      return changes;
    }
  }

  /** A route found for a path. */
  record Found(Kept kept, List<String> path, Map<String, String> variables) {

    CacheRoute route() {
      return kept.route;
    }

    List<String> tags() {
      return kept.tags(variables, path);
    }
  }
}
