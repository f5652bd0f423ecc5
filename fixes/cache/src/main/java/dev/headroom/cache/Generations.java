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
 *
 * <p>{@code epoch} moves after every change here. An entry remembers the epoch in which it was last
 * admitted, so that a hit compares one number and asks its guards only after something changed. No
 * two instances share an epoch, so that the number also says under which it was.
 */
final class Generations {

  /** Beyond so many names the node starts afresh: an empty L1, never a stale one. */
  static final int MOST_NAMES = 100_000;

  /** Each instance has 4 billion epochs of its own, the first from 2^32 on; 0 is nobody's. */
  private static final AtomicLong EPOCHS = new AtomicLong();

  private final AtomicLong clock;
  private volatile long epoch;
  private volatile long floor;
  private final ConcurrentHashMap<String, Generation> tags = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Guards> namespaces = new ConcurrentHashMap<>();

  Generations(long clock) {
    this.clock = new AtomicLong(clock);
    this.epoch = EPOCHS.incrementAndGet() << 32;
  }

  long now() {
    return clock.get();
  }

  long epoch() {
    return epoch;
  }

  void observe(long stamp) {
    if (stamp > clock.get()) {
      clock.accumulateAndGet(stamp, Math::max);
    }
  }

  long tick() {
    return clock.incrementAndGet();
  }

  /** The guards of a value; those of a value without tags are shared. */
  Guards guards(String namespace, Collection<String> names) {
    Guards bare = namespace(namespace);
    if (names.isEmpty()) {
      return bare;
    }
    Generation[] generations = new Generation[1 + names.size()];
    generations[0] = bare.generations()[0];
    int i = 1;
    for (String tag : names) {
      generations[i++] = tag(ofTag(namespace, tag));
    }
    return new Guards(generations, bare.patterns());
  }

  /** Changes come under the partition's lock, one at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void apply(Invalidation what, long stamp) {
    observe(stamp);
    switch (what.kind()) {
      case TAG -> tag(ofTag(what.namespace(), what.name())).raise(stamp);
      case PATTERN -> namespace(what.namespace()).patterns().add(what.name(), stamp);
      case NAMESPACE -> namespace(what.namespace()).generations()[0].raise(stamp);
      case EVERYTHING -> raiseFloor(stamp);
      case KEY -> {
        return;
      }
    }
    epoch++; // Last: whoever sees it sees what it stands for.
  }

  /** A number of the server's hash: a namespace, a tag, or the floor. */
  void load(String field, long stamp) {
    if (field.equals("#floor")) {
      raiseFloor(stamp);
    } else if (field.startsWith("n:")) {
      namespace(field.substring(2)).generations()[0].raise(stamp);
    } else if (field.startsWith("t:")) {
      tag(field).raise(stamp);
    }
  }

  /** The server's list of a namespace's patterns. */
  void load(String namespace, byte[] patterns) {
    namespace(namespace).patterns().load(patterns);
  }

  boolean isFull() {
    return tags.size() > MOST_NAMES;
  }

  /** Every namespace's generation is at least the floor, so that values ask one instead of two. */
  private void raiseFloor(long stamp) {
    floor = Math.max(floor, stamp);
    namespaces.values().forEach(guards -> guards.generations()[0].raise(floor));
  }

  static String ofTag(String namespace, String tag) {
    return "t:" + namespace + ":" + tag;
  }

  private Generation tag(String name) {
    Generation known = tags.get(name);
    return known != null ? known : tags.computeIfAbsent(name, n -> new Generation());
  }

  private Guards namespace(String name) {
    Guards known = namespaces.get(name);
    if (known != null) {
      return known;
    }
    Generation generation = new Generation();
    Guards made = new Guards(new Generation[] {generation}, new Patterns(generation));
    Guards before = namespaces.putIfAbsent(name, made);
    Guards guards = before == null ? made : before;
    // After it is in the map: a floor that rises meanwhile either sees it there or is seen here.
    guards.generations()[0].raise(floor);
    return guards;
  }
}
