package dev.headroom.cache;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a node knows about invalidations, from one joining of the feed to the next. An entry belongs
 * to the instance under which its fill began and is worthless under any other: after a gap nothing
 * of before can be installed or served, whatever was in flight.
 *
 * <p>Stamps come from the server's clock. While it cannot be asked they go on counting from the
 * last one seen, which orders what this node does; the next joining starts from the server's again.
 */
final class Generations {

  /** Beyond so many names the node starts afresh: an empty L1, never a stale one. */
  static final int MOST_NAMES = 100_000;

  private final AtomicLong clock;
  private final Generation everything = new Generation();
  private final ConcurrentHashMap<String, Generation> byName = new ConcurrentHashMap<>();

  Generations(long clock) {
    this.clock = new AtomicLong(clock);
  }

  long now() {
    return clock.get();
  }

  void observe(long stamp) {
    if (stamp > clock.get()) {
      clock.accumulateAndGet(stamp, Math::max);
    }
  }

  long tick() {
    return clock.incrementAndGet();
  }

  /** Who has to admit an entry: everything, its namespace, its tags. */
  Generation[] guards(String namespace, Collection<String> tags) {
    Generation[] guards = new Generation[2 + tags.size()];
    guards[0] = everything;
    guards[1] = of(ofNamespace(namespace));
    int i = 2;
    for (String tag : tags) {
      guards[i++] = of(ofTag(namespace, tag));
    }
    return guards;
  }

  static boolean admitted(Generation[] guards, long born) {
    for (Generation guard : guards) {
      if (!guard.admits(born)) {
        return false;
      }
    }
    return true;
  }

  void apply(Invalidation what, long stamp) {
    observe(stamp);
    switch (what.kind()) {
      case TAG -> of(ofTag(what.namespace(), what.name())).raise(stamp);
      case NAMESPACE -> of(ofNamespace(what.namespace())).raise(stamp);
      case EVERYTHING -> everything.raise(stamp);
      case KEY -> {}
    }
  }

  /** A field of the server's hash: a namespace, a tag, or the floor. */
  void load(String field, long stamp) {
    if (field.equals("#floor")) {
      everything.raise(stamp);
    } else if (!field.startsWith("#")) {
      of(field).raise(stamp);
    }
  }

  boolean isFull() {
    return byName.size() > MOST_NAMES;
  }

  static String ofNamespace(String namespace) {
    return "n:" + namespace;
  }

  static String ofTag(String namespace, String tag) {
    return "t:" + namespace + ":" + tag;
  }

  private Generation of(String name) {
    Generation known = byName.get(name);
    return known != null ? known : byName.computeIfAbsent(name, n -> new Generation());
  }
}
