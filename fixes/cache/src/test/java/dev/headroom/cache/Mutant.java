package dev.headroom.cache;

import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The protocol with one of its rules taken away, in the real scripts and classes, and what has to
 * happen for that to be seen.
 */
enum Mutant {
  /** The protocol as it is. */
  NONE,
  /** Stores without looking at the lease. */
  LEASE(Mode.AVAILABLE, Simulation.Fault.NO_FAULT, 62, -1, 14),
  /** A key's invalidation leaves the lease. */
  LEASE_KEPT(Mode.AVAILABLE, Simulation.Fault.NO_FAULT, 62, -1, 14),
  /** Installs in the process without looking at the ticket. */
  TICKET(Mode.AVAILABLE, Simulation.Fault.NO_FAULT, 9, -1, 36),
  /** Stamps a value when it is stored, not before it is loaded. */
  EARLY_STAMP(Mode.AVAILABLE, Simulation.Fault.NO_FAULT, -1, 132, 167),
  /** Lost generations leave everything valid. */
  FLOOR(Mode.AVAILABLE, Simulation.Fault.GENERATIONS_LOST, -1, 204, 58),
  /** After a gap the generations are not loaded again. */
  GAP(Mode.AVAILABLE, Simulation.Fault.REJOIN, -1, 38, 33),
  /** A node that starts knows no generations and hears from the feed's end. */
  START(Mode.AVAILABLE, Simulation.Fault.RESTART, -1, 4, 33),
  /** While the feed is silent, tags are judged by what the node last heard. */
  SERVER_CHECK(Mode.STRICT, Simulation.Fault.SILENCE, -1, 247, 180),
  /** A cancelled flight can still be joined. */
  DETACH(Mode.AVAILABLE, Simulation.Fault.NO_FAULT, 5, 5, 30),
  /** What is loaded under an older snapshot is stored. */
  SNAPSHOT(Mode.AVAILABLE, Simulation.Fault.SNAPSHOT_OPEN, 1, 1, 18),
  /** A commit is not fenced, and its process dies before it invalidates. */
  FENCE(Mode.STRICT, Simulation.Fault.RESTART, 34, 34, 34);

  private final @Nullable Mode mode;
  private final Simulation.@Nullable Fault fault;
  private final int key;
  private final int tag;
  private final int mixed;

  Mutant() {
    this.mode = null;
    this.fault = null;
    this.key = -1;
    this.tag = -1;
    this.mixed = -1;
  }

  /**
   * A mutant.
   *
   * @param key a schedule in which it shows when data is invalidated by key; -1 if it cannot
   * @param tag the same by tag
   * @param mixed the same by either
   */
  Mutant(Mode mode, Simulation.Fault fault, int key, int tag, int mixed) {
    this.mode = mode;
    this.fault = fault;
    this.key = key;
    this.tag = tag;
    this.mixed = mixed;
  }

  /** In which mode it shows; null for either. */
  @Nullable Mode mode() {
    return mode;
  }

  /** What has to happen for it to show; null for anything. */
  Simulation.@Nullable Fault fault() {
    return fault;
  }

  /** How the data has to be invalidated for it to be seen, and where to begin to look. */
  Map<Simulation.Kinds, Integer> seenIn() {
    Map<Simulation.Kinds, Integer> seen = new EnumMap<>(Simulation.Kinds.class);
    if (key >= 0) {
      seen.put(Simulation.Kinds.KEY, key);
    }
    if (tag >= 0) {
      seen.put(Simulation.Kinds.TAG, tag);
    }
    if (mixed >= 0) {
      seen.put(Simulation.Kinds.MIXED, mixed);
    }
    return seen;
  }

  Partition partition(LongSupplier nanos, String node) {
    return new Partition(false, nanos, node) {
      @Override
      boolean mayJudge(long proven, long now) {
        return Mutant.this == SERVER_CHECK || super.mayJudge(proven, now);
      }
    };
  }

  <V> LocalLevel<V> local(NamespaceOptions options, Partition partition, LongSupplier nanos) {
    return new LocalLevel<>(
        LocalLevel.values(options, new Counters()), partition::generations, nanos) {
      @Override
      boolean mayInstall(Flight<V> flight, Entry<V> entry) {
        return Mutant.this == TICKET
            ? entry.view() == partition.generations()
            : super.mayInstall(flight, entry);
      }

      @Override
      void drop(Flight<V> cancelled) {
        if (Mutant.this != DETACH) {
          super.drop(cancelled);
        }
      }
    };
  }

  Surroundings surroundings(boolean snapshotOpen) {
    return new Surroundings() {
      @Override
      public boolean mayRead(String namespace, String key, Collection<String> tags) {
        return true;
      }

      @Override
      public boolean mayStore() {
        return !snapshotOpen || Mutant.this == SNAPSHOT;
      }

      @Override
      public boolean defer(Invalidation what, Change change) {
        return false;
      }
    };
  }

  void beforeCommit(Change change) {
    if (this != FENCE) {
      change.beforeCommit();
    }
  }

  Connected remote(
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisConnection<byte[], byte[]> feed) {
    return new Connected(this, commands, feed);
  }

  /** The remote side, with what is taken away, and with a feed that may be tampered with. */
  static final class Connected extends RedisRemote {

    private final Mutant mutant;
    private boolean joined;
    private Tampering tampering = events -> events;

    Connected(
        Mutant mutant,
        StatefulRedisConnection<byte[], byte[]> commands,
        StatefulRedisConnection<byte[], byte[]> feed) {
      super(0, commands, feed, Duration.ofSeconds(10));
      this.mutant = mutant;
    }

    /** A process on this connection begins. */
    void restart() {
      joined = false;
    }

    void tamper(Tampering how) {
      tampering = how;
    }

    interface Tampering {
      List<Event> with(List<Event> events);
    }

    @Override
    public Heard listen(String node, long acknowledged, String after, Duration block) {
      Heard heard = super.listen(node, acknowledged, after, block);
      return new Heard(
          heard.sequence(), heard.micros(), tampering.with(new ArrayList<>(heard.events())));
    }

    @Override
    String text(Script script) {
      return switch (mutant) {
        case LEASE -> changed(script, Script.STORE, "~= ARGV[1] then", "== 'never' then");
        case LEASE_KEPT ->
            changed(
                script,
                Script.INVALIDATE_KEY,
                "redis.call('DEL', KEYS[3], KEYS[4])",
                "redis.call('DEL', KEYS[3])");
        case FLOOR ->
            script == Script.ACKNOWLEDGE
                ? script.text()
                : changed(script, script, "'#floor', text(now)", "'#floor', '0'");
        default -> script.text();
      };
    }

    @Override
    String sha(Script script) {
      return Script.sha1(text(script));
    }

    @Override
    public Reply<List<Boolean>> store(String namespace, List<Parcel> parcels) {
      if (mutant != EARLY_STAMP) {
        return super.store(namespace, parcels);
      }
      long clock = snapshot(false).clock();
      List<Parcel> late = new ArrayList<>();
      for (Parcel parcel : parcels) {
        String raw = new String(parcel.raw(), StandardCharsets.UTF_8);
        late.add(
            new Parcel(
                parcel.key(),
                parcel.token(),
                raw.replaceFirst("^(1 \\S+) \\d+", "$1 " + clock).getBytes(StandardCharsets.UTF_8),
                parcel.ttlMillis()));
      }
      return super.store(namespace, late);
    }

    @Override
    public Snapshot snapshot(boolean move) {
      Snapshot whole = super.snapshot(move);
      boolean empty = mutant == (joined ? GAP : START);
      joined = true;
      return empty
          ? new Snapshot(
              whole.clock(), whole.sequence(), whole.position(), whole.micros(), Map.of(), Map.of())
          : whole;
    }

    private static String changed(Script script, Script target, String from, String to) {
      if (script != target) {
        return script.text();
      }
      if (!script.text().contains(from)) {
        throw new IllegalStateException("this mutant changes nothing: " + from);
      }
      return script.text().replace(from, to);
    }
  }
}
