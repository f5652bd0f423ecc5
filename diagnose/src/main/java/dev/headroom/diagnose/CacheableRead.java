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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Binds that come back over requests while the tables they read hardly change; {@link Reuse} says
 * what a cache could expect, and high confidence rests on its pessimistic hit rate alone.
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

  private static final double SHORTEST_TTL_SECONDS = 1;
  private static final double LONGEST_TTL_SECONDS = 3600;

  @Override
  public List<Finding> findings(Window window) {
    Map<String, List<StatementObservation>> byText = new LinkedHashMap<>();
    for (StatementObservation s : window.statements()) {
      if (!s.endpoint().equals(Window.BACKGROUND)) {
        byText.computeIfAbsent(s.fingerprint(), key -> new ArrayList<>()).add(s);
      }
    }
    List<Finding> found = new ArrayList<>();
    Map<String, List<Reuse>> byEndpoint = new LinkedHashMap<>();
    for (List<StatementObservation> same : byText.values()) {
      List<StatementObservation> open =
          same.stream()
              .filter(s -> mayBeCached(window, s))
              .sorted(Comparator.comparingLong(StatementObservation::totalNanos).reversed())
              .toList();
      if (isShared(same) && open.size() > 1) {
        Reuse reuse = Reuse.of(window, open);
        if (reuse.isWorthIt(window.thresholds().caching())) {
          found.add(finding(window, List.of(reuse)));
        }
      } else {
        for (StatementObservation s : open) {
          Reuse reuse = Reuse.of(window, List.of(s));
          if (reuse.isWorthIt(window.thresholds().caching())) {
            // A row with credentials must not lower what is said of the rest of the answer.
            String group = s.endpoint() + (window.shape(s).secret() ? "\n" + s.fingerprint() : "");
            byEndpoint.computeIfAbsent(group, key -> new ArrayList<>()).add(reuse);
          }
        }
      }
    }
    byEndpoint.values().forEach(reuses -> found.add(finding(window, reuses)));
    return found;
  }

  private static boolean mayBeCached(Window window, StatementObservation s) {
    EndpointObservation endpoint = window.endpoint(s.endpoint());
    boolean cached = endpoint != null && endpoint.cacheHits() >= HITS_PER_LOAD * s.requests();
    SqlShape shape = window.shape(s);
    return shape.readsRows() && !shape.changing() && !cached;
  }

  private static boolean isShared(List<StatementObservation> same) {
    long all = same.stream().mapToLong(StatementObservation::executions).sum();
    long most = same.stream().mapToLong(StatementObservation::executions).max().orElse(0);
    return same.size() > 1 && most <= OWNED * all;
  }

  private static Finding finding(Window window, List<Reuse> reuses) {
    Reuse main = reuses.stream().max(Comparator.comparingDouble(Reuse::totalNanos)).orElseThrow();
    StatementObservation s = main.costliest();
    double explained = reuses.stream().mapToDouble(Reuse::totalNanos).sum();
    double saved = reuses.stream().mapToDouble(r -> r.totalNanos() * r.hitRate()).sum();
    Set<String> tables = new TreeSet<>();
    reuses.forEach(r -> tables.addAll(r.tables()));
    Window.Writes writes = window.writes(tables);
    boolean secret = window.shape(s).secret();
    Draft draft = new Draft(window, FindingKind.CACHEABLE_READ, s);
    // Whichever endpoint reads a shared statement most, it is one cause; so is an answer, whichever
    // of its statements costs most.
    Draft named =
        main.statements().size() > 1
            ? draft.about(s.fingerprint())
            : draft.about(s.endpoint(), secret ? s.fingerprint() : "");
    Confidence sure = confidence(window, reuses, writes, secret);
    return named
        .explains(explained)
        .proved(sure)
        .saves(saved / requests(window, main))
        .says(summary(window, reuses, main, tables, writes), remedy(window, tables, writes, secret))
        .evidence(
            Words.evidence(
                s,
                Math.min(1, main.keys() / Math.max(1, main.reads())),
                String.format(
                    Locale.ROOT,
                    "Expected hit rate %s; %d writes to %s seen in %s s%s.%s",
                    Words.percent(explained == 0 ? 0 : saved / explained),
                    writes.executions(),
                    Words.list(tables),
                    Words.number(window.seconds()),
                    writes.writers().isEmpty() ? "" : ", by " + Words.where(writes.writers()),
                    outside(writes))))
        .patch( // whoever signs people in reads the row afresh
            secret && sure == Confidence.LOW
                ? ""
                : PatchText.cache(tables, timeToLive(window, writes), writes.writers()))
        .finding();
  }

  private static String outside(Window.Writes writes) {
    return writes.outside() == 0
        ? ""
        : " The database counted "
            + writes.outside()
            + " changed rows more: another program, a trigger or a cascade writes too.";
  }

  private static Confidence confidence(
      Window window, List<Reuse> reuses, Window.Writes writes, boolean secret) {
    if (secret) {
      // Whoever checks passwords needs the row afresh. Where several endpoints read it, and not by
      // what people type to sign in, hardly one of them does, and the rest of the row may be kept.
      Reuse only = reuses.get(0);
      boolean signsIn = only.statements().size() == 1 || window.shape(only.costliest()).byLogin();
      return signsIn ? Confidence.LOW : Confidence.MEDIUM;
    }
    double all = reuses.stream().mapToDouble(Reuse::totalNanos).sum();
    double sure =
        reuses.stream()
            .filter(r -> r.pessimistic() >= window.thresholds().caching().cacheHitHigh())
            .mapToDouble(Reuse::totalNanos)
            .sum();
    // No invalidation reaches what others write: then only the time to live bounds how old it is.
    return sure >= MOST * all && writes.outside() == 0 ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /** Requests of the endpoints concerned, over which the saving is spread. */
  private static double requests(Window window, Reuse main) {
    return (double) main.statements().stream().mapToLong(window::requests).sum();
  }

  private static String summary(
      Window window, List<Reuse> reuses, Reuse main, Set<String> tables, Window.Writes writes) {
    int others = main.statements().size() - 1;
    String who = main.costliest().endpoint() + (others == 0 ? "" : " and " + others + " more");
    return String.format(
        Locale.ROOT,
        "%s read%s %s%s with the same keys again and again: %s times per key, while %s changed %d"
            + " times in %s s.",
        who,
        others == 0 ? "s" : "",
        Words.list(tables),
        reuses.size() == 1 ? "" : " in " + reuses.size() + " statements",
        Words.number(main.reads() / main.keys()),
        tables.size() == 1 ? "the table" : "the tables",
        writes.executions(),
        Words.number(window.seconds()));
  }

  private static String remedy(
      Window window, Set<String> tables, Window.Writes writes, boolean secret) {
    String ttl = Words.duration(timeToLive(window, writes));
    return String.format(
        Locale.ROOT,
        "Cache what is read from %s%s by its keys, invalidate %s, and let entries live %s: %s, an"
            + " answer is at most %s old, and at the change rate measured at most %s of the answers"
            + " are older than the data.",
        Words.list(tables),
        secret ? " (without its credentials, which belong in no cache)" : "",
        writes.writers().isEmpty()
            ? "where the service writes " + Words.list(tables)
            : "in " + Words.where(writes.writers()),
        ttl,
        writes.outside() == 0
            ? "should a writer outside the service be missed"
            : "what others than this service write invalidates nothing",
        ttl,
        Words.percent(window.thresholds().caching().staleShare()));
  }

  /** The stale share is about m T / 2 for m changes a second, so T is twice the share over m. */
  private static Duration timeToLive(Window window, Window.Writes writes) {
    double changesPerSecond = Reuse.upper(writes.changes()) / window.seconds();
    double seconds = Math.floor(2 * window.thresholds().caching().staleShare() / changesPerSecond);
    return Duration.ofSeconds(
        (long) Math.min(LONGEST_TTL_SECONDS, Math.max(SHORTEST_TTL_SECONDS, seconds)));
  }
}
