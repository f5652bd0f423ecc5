package dev.headroom.cache;

import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The protocol with one of its rules taken away, in the real scripts and classes. */
enum Mutant {
  /** The protocol as it is. */
  NONE,
  /** Stores without looking at the lease. */
  LEASE,
  /** Installs in the process without looking at the ticket. */
  TICKET,
  /** Stamps a value when it is stored, not before it is loaded. */
  EARLY_STAMP,
  /** Lost generations leave everything valid. */
  FLOOR,
  /** A cancelled flight can still be joined. */
  DETACH,
  /** After a gap the generations are not loaded again. */
  RELOAD,
  /** A key's invalidation leaves the lease. */
  LEASE_KEPT;

  <V> LocalLevel<V> local(NamespaceOptions options, Partition partition, LongSupplier nanos) {
    return new LocalLevel<>(LocalLevel.values(options, new Counters()), partition::generations, nanos) {
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

  RedisRemote remote(
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisConnection<byte[], byte[]> feed) {
    return new RedisRemote(0, commands, feed, Duration.ofSeconds(10)) {
      @Override
      String text(Script script) {
        return switch (Mutant.this) {
          case LEASE -> changed(script, Script.STORE, "~= ARGV[1] then", "== 'never' then");
          case LEASE_KEPT ->
              changed(
                  script,
                  Script.INVALIDATE_KEY,
                  "redis.call('DEL', KEYS[3], KEYS[4])",
                  "redis.call('DEL', KEYS[3])");
          case FLOOR -> script.text().replace("'#floor', text(now)", "'#floor', '0'");
          default -> script.text();
        };
      }

      @Override
      String sha(Script script) {
        return Script.sha1(text(script));
      }

      @Override
      public Reply<List<Boolean>> store(String namespace, List<Parcel> parcels) {
        if (Mutant.this != EARLY_STAMP) {
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
                  raw.replaceFirst("^(1 \\S+) \\d+", "$1 " + clock)
                      .getBytes(StandardCharsets.UTF_8),
                  parcel.ttlMillis()));
        }
        return super.store(namespace, late);
      }

      @Override
      public Snapshot snapshot(boolean move) {
        Snapshot whole = super.snapshot(move);
        return Mutant.this != RELOAD
            ? whole
            : new Snapshot(
                whole.clock(), whole.sequence(), whole.position(), whole.micros(), Map.of(), Map.of());
      }
    };
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
