package dev.headroom.web;

import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Rules and what has been counted under them, for any number of {@link LimitFilter}s. */
public final class Limits implements AutoCloseable {

  /** Keys of a rule that an instance remembers by default; about 200 bytes each. */
  public static final int DEFAULT_KEYS = 100_000;

  private final List<Rule> rules;
  private final Buckets here;
  private final @Nullable RedisBuckets shared;
  private final ClientAddress addresses;
  private final LongAdder refused = new LongAdder();
  private final LongAdder alone = new LongAdder();

  private record Rule(LimitRule options, PathPattern path) {}

  /** What a rule says of a request. */
  record Taken(LimitRule rule, ConsumptionProbe probe) {}

  /**
   * Limits.
   *
   * @param rules with different names
   * @param addresses tells clients' addresses
   * @param redisUrl shared by all instances; null: each instance counts for itself
   * @param mostKeys keys of a rule that an instance remembers; 1,000 to 10 million
   * @param nanos a ticker
   * @throws IllegalArgumentException if names repeat or the address cannot be read
   */
  public Limits(
      Collection<LimitRule> rules,
      ClientAddress addresses,
      @Nullable String redisUrl,
      int mostKeys,
      LongSupplier nanos) {
    Set<String> names = new HashSet<>();
    for (LimitRule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are called '" + rule.name() + "'");
      }
    }
    if (mostKeys < 1_000 || mostKeys > 10_000_000) {
      throw new IllegalArgumentException("max-keys is from 1,000 to 10,000,000, was " + mostKeys);
    }
    this.rules = rules.stream().map(rule -> new Rule(rule, PathPattern.of(rule.path()))).toList();
    this.addresses = addresses;
    this.here = new Buckets(rules, mostKeys, nanos);
    this.shared = redisUrl == null ? null : new RedisBuckets(redisUrl, rules, nanos);
  }

  /**
   * Counts a request.
   *
   * @param users whether the rules by user, or the others
   * @param user who asks; null if not known
   * @return what each matching rule says, up to the first that refuses
   */
  List<Taken> take(HttpServletRequest request, boolean users, @Nullable String user) {
    List<Taken> taken = new ArrayList<>(2);
    List<String> path = rules.isEmpty() ? null : RequestPath.of(request);
    for (Rule rule : rules) {
      LimitRule options = rule.options();
      // A path that can be read in several ways may reach any handler: it counts everywhere.
      if ((options.per() == LimitRule.Per.USER) != users
          || !options.counts(request.getMethod())
          || (path != null && rule.path().match(path) == null)) {
        continue;
      }
      ConsumptionProbe probe = take(options, key(options, request, user));
      taken.add(new Taken(options, probe));
      if (!probe.isConsumed()) {
        refused.increment();
        break;
      }
    }
    return taken;
  }

  private String key(LimitRule rule, HttpServletRequest request, @Nullable String user) {
    return switch (rule.per()) {
      case ROUTE -> "";
      case ADDRESS -> addresses.of(request);
      case USER -> user == null ? "address " + addresses.of(request) : "user " + user;
    };
  }

  private ConsumptionProbe take(LimitRule rule, String key) {
    ConsumptionProbe probe = shared == null ? null : shared.take(rule, key);
    if (probe == null) {
      if (shared != null) {
        alone.increment();
      }
      probe = here.take(rule, key);
    }
    return probe;
  }

  /**
   * Requests refused since the start.
   *
   * @return 0 or more
   */
  public long refused() {
    return refused.sum();
  }

  /**
   * Requests that this instance counted for itself because Redis did not answer.
   *
   * @return 0 or more
   */
  public long countedAlone() {
    return alone.sum();
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
