package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Binds that come back over requests while the tables they read hardly change.
 *
 * <p>The expected hit rate is that of a cache which is filled on a miss and emptied by writes. With
 * n reads per key and c changes in the window it is n / (n + c). Changes are the writes seen, from
 * any endpoint, plus what a window of this length may have missed: with w seen, at most w + 2
 * sqrt(w) + 3 (for none seen this is the rule of three). Pessimistic: each write empties the whole
 * cache. Optimistic, only where each write names its rows by key: it empties the keys it changed.
 * High confidence rests on the pessimistic rate alone.
 *
 * <p>One finding an endpoint: what is cached is its answer, not each statement of it. A statement
 * that several endpoints share, such as the user behind a token, is a cause of its own.
 */
final class CacheableRead implements Rule {

  /** An endpoint with this share of a statement's executions owns it; without one it is shared. */
  private static final double OWNED = 0.75;

  /** Share of a finding's time that has to be surely cacheable for high confidence. */
  private static final double MOST = 0.8;

  /** With this many cache hits for each request that still reads, the read is cached already. */
  private static final int HITS_PER_LOAD = 4;

  private static final int SHORTEST_TTL_SECONDS = 1;
  private static final int LONGEST_TTL_SECONDS = 3600;

  /** One statement and what a cache before it could expect. */
  private record Read(
      StatementObservation statement, Set<String> tables, double pessimistic, double optimistic) {

    double hitRate() {
      return Math.max(pessimistic, optimistic);
    }
  }

  @Override
  public List<Finding> findings(Window window) {
    Map<String, List<Read>> groups = new LinkedHashMap<>();
    Map<String, Map<String, Long>> sharing = sharing(window);
    for (StatementObservation s : window.statements()) {
      if (isCacheable(window, s)) {
        Read read = read(window, s);
        if (isWorthIt(window, read)) {
          boolean shared = isShared(sharing.getOrDefault(s.fingerprint(), Map.of()));
          String group = shared ? "statement " + s.fingerprint() : "endpoint " + s.endpoint();
          groups.computeIfAbsent(group, key -> new ArrayList<>()).add(read);
        }
      }
    }
    return groups.values().stream().map(reads -> finding(window, reads)).toList();
  }

  private static boolean isCacheable(Window window, StatementObservation s) {
    Thresholds t = window.thresholds();
    SqlShape shape = window.shape(s);
    if (!shape.readsRows() || shape.changing() || s.endpoint().equals(Window.BACKGROUND)) {
      return false;
    }
    EndpointObservation endpoint = window.endpoint(s.endpoint());
    boolean cached = endpoint != null && endpoint.cacheHits() >= HITS_PER_LOAD * s.requests();
    return !cached && reads(s) >= t.cacheMinimum() && reads(s) >= t.cacheReuse() * keys(s);
  }

  /** Executions that a cache over requests could answer: repeats within one are another cause. */
  private static double reads(StatementObservation s) {
    return Math.max(0.0, (double) (s.executions() - s.equalInRequest() - s.errors()));
  }

  private static double keys(StatementObservation s) {
    return Math.max(1.0, (double) s.distinctBinds());
  }

  private static Read read(Window window, StatementObservation s) {
    Set<String> tables = window.shape(s).tables();
    Window.Writes writes = window.writes(tables);
    double perKey = reads(s) / keys(s);
    double pessimistic = perKey / (perKey + upper(writes.executions()));
    double optimistic =
        writes.executions() > 0 && writes.byKey()
            ? Math.max(0, 1 - (keys(s) + upper(writes.rows())) / reads(s))
            : 0;
    return new Read(s, tables, pessimistic, optimistic);
  }

  /** Changes that the window is compatible with, about 95 % sure (Poisson). */
  private static double upper(long seen) {
    return seen + 2 * Math.sqrt((double) seen) + 3;
  }

  private static boolean isWorthIt(Window window, Read read) {
    Thresholds t = window.thresholds();
    return read.pessimistic() >= t.cacheHitLow() || read.optimistic() >= t.cacheHitHigh();
  }

  private static Map<String, Map<String, Long>> sharing(Window window) {
    Map<String, Map<String, Long>> executions = new LinkedHashMap<>();
    for (StatementObservation s : window.statements()) {
      if (!s.endpoint().equals(Window.BACKGROUND)) {
        executions
            .computeIfAbsent(s.fingerprint(), key -> new LinkedHashMap<>())
            .merge(s.endpoint(), s.executions(), Long::sum);
      }
    }
    return executions;
  }

  private static boolean isShared(Map<String, Long> byEndpoint) {
    long all = byEndpoint.values().stream().mapToLong(Long::longValue).sum();
    long most = byEndpoint.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return byEndpoint.size() > 1 && most <= OWNED * all;
  }

  private static Finding finding(Window window, List<Read> reads) {
    Read costliest =
        reads.stream()
            .max(Comparator.comparingLong(read -> read.statement().totalNanos()))
            .orElseThrow();
    StatementObservation s = costliest.statement();
    double explained = 0;
    double saved = 0;
    double sure = 0;
    boolean secret = false;
    Set<String> tables = new TreeSet<>();
    for (Read read : reads) {
      double nanos = (double) read.statement().totalNanos();
      explained += nanos;
      saved += nanos * read.hitRate();
      sure += read.pessimistic() >= window.thresholds().cacheHitHigh() ? nanos : 0;
      secret |= window.shape(read.statement()).secret();
      tables.addAll(read.tables());
    }
    Confidence proved = sure >= MOST * explained ? Confidence.HIGH : Confidence.MEDIUM;
    if (secret) {
      // Whoever checks passwords needs the row afresh. Where several endpoints read it, hardly one
      // of them does, and the rest of the row may be kept.
      proved = endpoints(reads).size() > 1 ? Confidence.MEDIUM : Confidence.LOW;
    }
    double share = window.share(explained);
    Window.Writes writes = window.writes(tables);
    double hitRate = explained == 0 ? 0 : saved / explained;
    return new Finding(
        Finding.idOf(FindingKind.CACHEABLE_READ, s.endpoint(), s.fingerprint()),
        FindingKind.CACHEABLE_READ,
        s.endpoint(),
        s.fingerprint(),
        Words.codeLine(s),
        share,
        window.weighed(proved, share),
        saved / requests(window, reads),
        summary(window, reads, s, tables, writes),
        remedy(window, tables, writes, secret),
        Words.evidence(
            s,
            Math.min(1, keys(s) / s.executions()),
            String.format(
                "Expected hit rate %s; %d writes to %s seen in %s s%s.",
                Words.percent(hitRate),
                writes.executions(),
                Words.list(tables),
                Words.number(window.seconds()),
                writes.writers().isEmpty() ? "" : ", by " + Words.list(writes.writers()))));
  }

  private static Set<String> endpoints(List<Read> reads) {
    Set<String> endpoints = new TreeSet<>();
    reads.forEach(read -> endpoints.add(read.statement().endpoint()));
    return endpoints;
  }

  private static double requests(Window window, List<Read> reads) {
    Map<String, Long> requests = new LinkedHashMap<>();
    for (Read read : reads) {
      requests.put(read.statement().endpoint(), window.requests(read.statement()));
    }
    return (double) requests.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String summary(
      Window window,
      List<Read> reads,
      StatementObservation s,
      Set<String> tables,
      Window.Writes writes) {
    Set<String> endpoints = endpoints(reads);
    String who =
        endpoints.size() == 1
            ? s.endpoint()
            : s.endpoint() + " and " + (endpoints.size() - 1) + " more";
    String what =
        reads.size() == 1 || endpoints.size() > 1 ? "" : " in " + reads.size() + " statements";
    return String.format(
        "%s read %s%s with the same keys again and again: %s executions per key, while %s changed %d"
            + " times in %s s.",
        who,
        Words.list(tables),
        what,
        Words.number(reads(s) / keys(s)),
        tables.size() == 1 ? "the table" : "the tables",
        writes.executions(),
        Words.number(window.seconds()));
  }

  private static String remedy(
      Window window, Set<String> tables, Window.Writes writes, boolean secret) {
    Duration ttl = timeToLive(window, writes);
    String writers =
        writes.writers().isEmpty()
            ? "where the service writes " + Words.list(tables)
            : "in " + Words.list(writes.writers());
    return String.format(
        "Cache what is read from %s%s by its keys, invalidate %s, and let entries live %s: should a"
            + " writer outside the service be missed, an answer is at most %s old, and at the change"
            + " rate measured at most %s of the answers are older than the data.",
        Words.list(tables),
        secret ? " (without its credentials, which belong in no cache)" : "",
        writers,
        Words.duration(ttl),
        Words.duration(ttl),
        Words.percent(window.thresholds().staleShare()));
  }

  /** The stale share is about m T / 2 for m changes a second, so T is twice the share over m. */
  private static Duration timeToLive(Window window, Window.Writes writes) {
    double changesPerSecond = upper(writes.executions()) / window.seconds();
    double seconds = 2 * window.thresholds().staleShare() / changesPerSecond;
    long bounded =
        Math.round(
            Math.min(LONGEST_TTL_SECONDS, Math.max(SHORTEST_TTL_SECONDS, Math.floor(seconds))));
    return Duration.ofSeconds(bounded);
  }
}
