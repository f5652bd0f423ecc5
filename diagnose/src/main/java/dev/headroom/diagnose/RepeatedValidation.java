package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.RuntimeObservation.Hot;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The same bearer tokens again and again, and each time the work that tells whose they are.
 *
 * <p>Two things show that work. A statement that reads people or their rights, among the first
 * three of nearly all requests with a token, at more than one endpoint, whose binds are the same
 * whenever the token is: nothing but the token says what it reads. And processor samples in what
 * validates tokens (verifying an RSA signature is most of it). Statements that open the same
 * endpoints are one cause.
 *
 * <p>What a token's tenant or cart is, is said by the token too; so only tables named after people,
 * tokens and rights count, or such that keep credentials. Where accounts change as often as they
 * are read, nothing can be known for long, and nothing is said.
 */
final class RepeatedValidation implements Rule {

  /** Least share of an endpoint's requests with a token that the statement opens. */
  private static final double OPENS = 0.8;

  /** Most pairs of token and binds for each token: a user may change. */
  private static final double PAIRS = 1.1;

  /** Who asks is a row, or a count; a table of groups is an answer. */
  private static final Pattern GROUPS =
      Pattern.compile("\\bgroup\\s+by\\b", Pattern.CASE_INSENSITIVE);

  /** Most executions a request: what is read row by row is what was asked for. */
  private static final double MOST_EACH = 2;

  /** Least share of the samples of requests with a token. */
  private static final double SAMPLES = 0.05;

  private static final double ENOUGH_SAMPLES = 20;

  /** The last word of a table of people, of what they prove themselves by, or of their rights. */
  private static final Pattern PEOPLE =
      Pattern.compile(
          "(.*_)?(user|account|member|principal|login|credential|session|token|jwt|person|customer"
              + "|employee|staff|role|authority|authoritie|permission|grant)s?|(.*_)?people");

  @Override
  public List<Finding> findings(Window window) {
    List<Cause> causes = causes(window);
    Frames frames = Frames.of(window);
    List<Finding> found = new ArrayList<>();
    for (Cause cause : causes) {
      found.add(finding(window, cause, frames));
    }
    if (causes.isEmpty() && frames.isWorthIt()) {
      found.add(finding(window, frames));
    }
    return found;
  }

  /** Statements that open the same endpoints. */
  private record Cause(List<Reuse> reads, Set<String> endpoints) {

    /** The one with the most endpoints, and of those the costliest. */
    Reuse main() {
      return reads.get(0);
    }

    double totalNanos() {
      return reads.stream().mapToDouble(Reuse::totalNanos).sum();
    }
  }

  private static List<Cause> causes(Window window) {
    Map<String, List<StatementObservation>> byText = new LinkedHashMap<>();
    for (StatementObservation s : window.statements()) {
      if (opens(window, s)) {
        byText.computeIfAbsent(s.fingerprint(), key -> new ArrayList<>()).add(s);
      }
    }
    List<Cause> causes = new ArrayList<>();
    for (List<StatementObservation> same : byText.values()) {
      same.sort(Comparator.comparingLong(StatementObservation::totalNanos).reversed());
      Reuse reuse = Reuse.of(window, same);
      if (reuse.isWorthIt(window.thresholds().caching())) {
        Set<String> at = new TreeSet<>();
        same.forEach(s -> at.add(s.endpoint()));
        causes.add(new Cause(new ArrayList<>(List.of(reuse)), at));
      }
    }
    // The statement with the most endpoints first: what opens some of them too is part of it. What
    // opens a single one may as well be what was asked for there.
    causes.sort(
        Comparator.comparingInt((Cause c) -> c.endpoints().size())
            .thenComparingDouble(Cause::totalNanos)
            .reversed());
    List<Cause> apart = new ArrayList<>();
    for (Cause cause : causes) {
      apart.stream()
          .filter(other -> cause.endpoints().size() > 1)
          .filter(other -> other.endpoints().containsAll(cause.endpoints()))
          .findFirst()
          .ifPresentOrElse(other -> other.reads().addAll(cause.reads()), () -> apart.add(cause));
    }
    return apart;
  }

  /** Whether a statement reads, at its endpoint, what the token alone says. */
  private static boolean opens(Window window, StatementObservation s) {
    EndpointObservation endpoint = window.endpoint(s.endpoint());
    StatementObservation.Opening opening = s.opening();
    if (endpoint == null || opening.requests() <= 0 || s.endpoint().equals(Window.BACKGROUND)) {
      return false;
    }
    EndpointObservation.Tokens tokens = endpoint.tokens();
    SqlShape shape = window.shape(s);
    return opening.requests() >= OPENS * tokens.requests()
        && opening.pairs() <= PAIRS * tokens.distinct()
        && s.executions() <= MOST_EACH * s.requests()
        && shape.readsRows()
        && !shape.changing()
        && !GROUPS.matcher(s.fingerprint()).find()
        && (shape.secret() || shape.tables().stream().anyMatch(t -> PEOPLE.matcher(t).matches()));
  }

  private static Finding finding(Window window, Cause cause, Frames frames) {
    Reuse main = cause.main();
    StatementObservation s = main.costliest();
    Tokens tokens = Tokens.at(window, cause.endpoints());
    double explained = 0;
    double saved = 0;
    Set<String> tables = new TreeSet<>();
    for (Reuse reuse : cause.reads()) {
      explained += reuse.totalNanos();
      saved += reuse.totalNanos() * reuse.hitRate();
      tables.addAll(reuse.tables());
    }
    Window.Writes writes = window.writes(tables);
    int others = cause.endpoints().size() - 1;
    return new Draft(window, FindingKind.REPEATED_VALIDATION, s)
        .about(s.fingerprint())
        .explains(explained + frames.nanosAt(cause.endpoints()))
        .proved(confidence(cause, tokens))
        .saves(saved / Math.max(1, tokens.requests()))
        .says(
            String.format(
                Locale.ROOT,
                "%s%s read %s for the same tokens again and again: %s requests brought %s token%s.",
                s.endpoint(),
                others == 0 ? "" : " and " + others + " more",
                Words.list(tables),
                Words.count(tokens.requests()),
                Words.count(tokens.distinct()),
                tokens.distinct() == 1 ? "" : "s"),
            remedy(tables, writes.writers()))
        .evidence(
            Words.evidence(
                s,
                Math.min(1, tokens.distinct() / Math.max(1, tokens.requests())),
                String.format(
                    Locale.ROOT,
                    "Each request with a token begins with %s, and the same token always read the"
                        + " same rows: %s. %d writes to %s seen in %s s.%s",
                    cause.reads().size() == 1
                        ? "this statement"
                        : cause.reads().size() + " such statements",
                    Words.where(cause.endpoints()),
                    writes.executions(),
                    Words.list(tables),
                    Words.number(window.seconds()),
                    frames.told())))
        .patch(PatchText.tokens(writes.writers()))
        .finding();
  }

  private static Confidence confidence(Cause cause, Tokens tokens) {
    if (cause.endpoints().size() < 2) {
      return Confidence.LOW; // who is asked for may be what was asked for
    }
    // With one token, nothing tells its user from a row that all tokens read.
    return tokens.distinct() < 2 ? Confidence.MEDIUM : Confidence.HIGH;
  }

  private static Finding finding(Window window, Frames frames) {
    Set<String> at = new TreeSet<>(frames.endpoints());
    Tokens tokens = Tokens.at(window, at);
    String endpoint = frames.hottest();
    return new Draft(window, FindingKind.REPEATED_VALIDATION, endpoint)
        .about("")
        .explains(frames.nanosAt(at))
        .proved(Confidence.MEDIUM) // validated, but perhaps not each time
        .saves(frames.nanosAt(at) / Math.max(1, tokens.requests()))
        .says(
            String.format(
                Locale.ROOT,
                "%s%s validate the same tokens again and again: %s requests brought %s token%s.",
                endpoint,
                at.size() == 1 ? "" : " and " + (at.size() - 1) + " more",
                Words.count(tokens.requests()),
                Words.count(tokens.distinct()),
                tokens.distinct() == 1 ? "" : "s"),
            remedy(Set.of(), Set.of()))
        .evidence(
            Words.evidence(
                (long) tokens.requests(),
                1,
                frames.nanosAt(at) / Math.max(1, tokens.requests()),
                -1,
                frames.told().strip()))
        .patch(PatchText.tokens(Set.of()))
        .finding();
  }

  private static String remedy(Set<String> tables, Set<String> writers) {
    return "Know a validated token"
        + (tables.isEmpty() ? "" : ", and what is read from " + Words.list(tables) + " for it,")
        + " for up to 5 minutes, never past its expiry (headroom.web.tokens, docs/web/token-cache.md),"
        + " and forget it "
        + (writers.isEmpty()
            ? "where accounts are changed or blocked."
            : "in " + Words.where(writers) + ".");
  }

  /** Tokens that some endpoints were sent; one that comes to several counts for each. */
  private record Tokens(double requests, double distinct) {

    static Tokens at(Window window, Set<String> endpoints) {
      double requests = 0;
      double distinct = 0;
      for (String name : endpoints) {
        EndpointObservation endpoint = window.endpoint(name);
        if (endpoint != null) {
          requests += Window.known(endpoint.tokens().requests());
          distinct = Math.max(distinct, Window.known(endpoint.tokens().distinct()));
        }
      }
      return new Tokens(requests, distinct);
    }
  }

  /** Processor samples in what validates tokens, at endpoints to which they come back. */
  private record Frames(
      Map<String, Double> samples, double share, double nanosPerSample, double repeated) {

    static Frames of(Window window) {
      Map<String, Double> seen = new LinkedHashMap<>();
      Map<String, Double> all = new LinkedHashMap<>();
      double everywhere = 0;
      for (Hot hot : window.runtime().hot()) {
        double of = Window.known(hot.endpointSamples());
        everywhere += Math.max(0, of - all.getOrDefault(hot.endpoint(), 0.0));
        all.merge(hot.endpoint(), of, Math::max);
        if (hot.validatesTokens() && comesBack(window, hot.endpoint())) {
          seen.merge(hot.endpoint(), Math.min(of, Window.known(hot.samples())), Double::sum);
        }
      }
      double part = seen.values().stream().mapToDouble(Double::doubleValue).sum();
      double here = seen.keySet().stream().mapToDouble(all::get).sum();
      Tokens tokens = Tokens.at(window, seen.keySet());
      double cpu = Window.known(window.runtime().cpuNanos());
      return new Frames(
          seen,
          part < ENOUGH_SAMPLES ? 0 : part / Math.max(1, here),
          everywhere <= 0 ? 0 : cpu / everywhere,
          1 - tokens.distinct() / Math.max(1, tokens.requests()));
    }

    private static boolean comesBack(Window window, String name) {
      EndpointObservation endpoint = window.endpoint(name);
      Thresholds.Caching t = window.thresholds().caching();
      return endpoint != null
          && endpoint.tokens().requests() >= t.cacheMinimum()
          && endpoint.tokens().requests()
              >= t.cacheReuse() * Math.max(1.0, (double) endpoint.tokens().distinct());
    }

    boolean isWorthIt() {
      return share >= SAMPLES;
    }

    Set<String> endpoints() {
      return samples.keySet();
    }

    String hottest() {
      return samples.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .orElse("");
    }

    /**
     * Time that would not be spent if each token were validated once; 0 where it is next to none.
     */
    double nanosAt(Set<String> names) {
      if (!isWorthIt()) {
        return 0;
      }
      double at = names.stream().mapToDouble(name -> samples.getOrDefault(name, 0.0)).sum();
      return at * nanosPerSample * Math.max(0, repeated);
    }

    String told() {
      return isWorthIt()
          ? String.format(
              Locale.ROOT,
              " Validating tokens is %s of the processor samples of these requests.",
              Words.percent(Math.min(1, share)))
          : "";
    }
  }
}
