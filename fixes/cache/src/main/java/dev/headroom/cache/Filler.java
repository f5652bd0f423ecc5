package dev.headroom.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a fill, each separable from the next so that tests can put anything in between:
 * look, load, store, install. Redis failing in any of them never fails the caller; it is left out.
 */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
final class Filler<V> {

  private final String namespace;
  private final NamespaceOptions options;
  private final Partition partition;
  private final LocalLevel<V> local;
  private final Packer<V> packer;
  private final Counters counters;
  private final LongSupplier nanos;
  private final String node;
  private final AtomicLong tokens = new AtomicLong();

  Filler(
      String namespace,
      NamespaceOptions options,
      Partition partition,
      LocalLevel<V> local,
      Packer<V> packer,
      Counters counters,
      LongSupplier nanos,
      String node) {
    this.namespace = namespace;
    this.options = options;
    this.partition = partition;
    this.local = local;
    this.packer = packer;
    this.counters = counters;
    this.nanos = nanos;
    this.node = node;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Opens the ticket, before anything is read. */
  Flight<V> flight(String key, List<String> tags, boolean joinable) {
    long now = nanos.getAsLong();
    return new Flight<>(
        key,
        tags,
        partition.generations(),
        now,
        now + options.loaderDeadline().toNanos(),
        joinable);
  }

  /** Step 1: asks Redis; afterwards no fill is OPEN. */
  void look(List<Fill<V>> fills) {
    look(fills, true);
  }

  /** Asks again for what somebody else is loading. */
  void lookAgain(List<Fill<V>> busy) {
    busy.forEach(fill -> fill.state = Fill.State.OPEN);
    look(busy, false);
  }

  private void look(List<Fill<V>> fills, boolean readFirst) {
    Remote server = partition.remote();
    if (server != null && options.levels().inRedis()) {
      try {
        if (readFirst && partition.isHearing(nanos.getAsLong())) {
          get(server, fills);
        }
        lookOrLease(server, fills);
        lookOrLease(server, fills); // A second time for what could not be read.
      } catch (RemoteFailure e) {
        trouble(server, e);
      }
    }
    for (Fill<V> fill : fills) {
      if (fill.state == Fill.State.OPEN) {
        alone(fill, fill.flight.view.now());
      }
    }
  }

  /** Looks without any intention to load: only hits are decided. */
  void peek(List<Fill<V>> fills) {
    Remote server = partition.remote();
    if (server != null && options.levels().inRedis() && partition.isHearing(nanos.getAsLong())) {
      try {
        get(server, fills);
      } catch (RemoteFailure e) {
        trouble(server, e);
      }
    }
  }

  /** Whoever holds no lease loads all the same, after a stamp, and keeps out of Redis. */
  void alone(Fill<V> fill, long born) {
    fill.state = Fill.State.ALONE;
    fill.born = born;
    fill.flight.begunAt(born);
  }

  private void get(Remote server, List<Fill<V>> fills) {
    List<Fill<V>> open = in(fills, Fill.State.OPEN);
    if (open.isEmpty()) {
      return;
    }
    long proven = partition.provenNanos(nanos.getAsLong());
    List<byte @Nullable []> found = server.get(namespace, keys(open));
    for (int i = 0; i < open.size(); i++) {
      byte[] raw = found.get(i);
      if (raw != null) {
        Fill<V> fill = open.get(i);
        Header header = Header.read(raw);
        if (header == null) {
          counters.unreadable.increment();
          fill.rejected = "*";
        } else if (!Generations.admitted(
            fill.flight.view.guards(namespace, header.tags()), header.born())) {
          fill.rejected = Long.toString(header.born());
        } else {
          hit(fill, header, raw, proven);
        }
      }
    }
  }

  private void lookOrLease(Remote server, List<Fill<V>> fills) {
    List<Fill<V>> open = in(fills, Fill.State.OPEN);
    if (open.isEmpty()) {
      return;
    }
    List<Remote.Ask> asks = new ArrayList<>(open.size());
    for (Fill<V> fill : open) {
      if (fill.token.isEmpty()) {
        fill.token = node + ":" + tokens.incrementAndGet();
      }
      asks.add(ask(fill));
    }
    long asked = nanos.getAsLong();
    List<Remote.Answer> answers = server.lookOrLease(namespace, asks);
    for (int i = 0; i < open.size(); i++) {
      Fill<V> fill = open.get(i);
      Remote.Answer answer = answers.get(i);
      fill.flight.view.observe(answer.clock());
      fill.server = server;
      byte[] raw = answer.raw();
      if (raw != null) {
        Header header = Header.read(raw);
        if (header == null) {
          counters.unreadable.increment();
          fill.rejected = "*";
        } else {
          hit(fill, header, raw, asked);
        }
      } else if (answer.what() == Remote.Answer.What.LEASED) {
        fill.state = Fill.State.LEASED;
        fill.born = answer.clock();
        fill.flight.begunAt(fill.born);
      } else {
        fill.state = Fill.State.BUSY;
        fill.born = answer.clock();
      }
    }
  }

  private void hit(Fill<V> fill, Header header, byte[] raw, long trueAt) {
    Packer.Unpacked<V> unpacked = packer.unpack(header, raw);
    if (unpacked == null || (unpacked.value() == null && !options.cacheNulls())) {
      counters.unreadable.increment();
      fill.rejected = Long.toString(header.born());
      return;
    }
    long now = nanos.getAsLong();
    long left = header.expiresMillis() - partition.serverMillis(now);
    fill.state = Fill.State.HIT;
    fill.value = unpacked.value();
    fill.born = header.born();
    fill.tags = header.tags();
    fill.readNanos = trueAt;
    fill.expiresNanos = now + Math.min(left, options.ttl().toMillis()) * 1_000_000;
    fill.installable = left > 0;
  }

  /** Step 2: loads what is LEASED or ALONE; when the loader throws, the leases are given back. */
  void load(List<Fill<V>> fills, BatchLoader<V> loader) throws Exception {
    long start = nanos.getAsLong();
    for (Fill<V> fill : fills) {
      fill.flight.extend(start + options.loaderDeadline().toNanos());
    }
    Map<String, V> loaded;
    counters.loads.increment();
    try {
      loaded = loader.load(keys(fills));
    } catch (Throwable e) {
      counters.loadFailures.increment();
      counters.loadNanos.add(nanos.getAsLong() - start);
      release(fills);
      throw e;
    }
    long took = nanos.getAsLong() - start;
    counters.loadNanos.add(took);
    for (Fill<V> fill : fills) {
      loaded(fill, loaded.get(fill.flight.key), start, took);
    }
  }

  /** What a load brought. */
  void loaded(Fill<V> fill, @Nullable V value, long start, long took) {
    fill.value = value;
    fill.loadNanos = took;
    fill.readNanos = start;
    double shorter = 1 - options.jitter() * ThreadLocalRandom.current().nextDouble();
    fill.expiresNanos = start + (long) (options.ttl().toNanos() * shorter);
    fill.installable = value != null || options.cacheNulls();
    if (nanos.getAsLong() - fill.flight.lateNanos() > 0) {
      fill.flight.cancel();
    }
  }

  /** Step 3: Redis, where the lease still holds. A refused store stays out of the process too. */
  void store(List<Fill<V>> fills) {
    List<Fill<V>> storing = new ArrayList<>();
    List<Fill<V>> releasing = new ArrayList<>();
    List<Remote.Parcel> parcels = new ArrayList<>();
    Remote server = partition.remote();
    for (Fill<V> fill : fills) {
      if (fill.state != Fill.State.LEASED) {
        continue;
      }
      Remote.Parcel parcel =
          fill.installable && fill.server == server && !fill.flight.isCancelled()
              ? parcel(fill)
              : null;
      if (parcel == null) {
        releasing.add(fill);
      } else {
        storing.add(fill);
        parcels.add(parcel);
      }
    }
    if (server == null) {
      return;
    }
    try {
      if (!parcels.isEmpty()) {
        List<Boolean> stored = server.store(namespace, parcels);
        for (int i = 0; i < storing.size(); i++) {
          if (!stored.get(i)) {
            storing.get(i).installable = false;
            counters.overtaken.increment();
          }
        }
      }
    } catch (RemoteFailure e) {
      trouble(server, e);
    }
    release(releasing);
  }

  private Remote.@Nullable Parcel parcel(Fill<V> fill) {
    long now = nanos.getAsLong();
    long left = (fill.expiresNanos - now) / 1_000_000;
    if (left <= 0) {
      return null;
    }
    byte[] raw =
        packer.pack(
            fill.value,
            fill.born,
            partition.serverMillis(now) + left,
            fill.loadNanos / 1_000,
            fill.tags);
    if (raw == null) {
      counters.unwritable.increment();
      return null;
    }
    return new Remote.Parcel(fill.flight.key, fill.token, raw, left);
  }

  /** Gives leases back, so that whoever waits need not wait for their end. */
  void release(List<Fill<V>> fills) {
    List<Remote.Ask> asks = new ArrayList<>();
    Remote server = partition.remote();
    for (Fill<V> fill : fills) {
      if (fill.state == Fill.State.LEASED && fill.server == server) {
        asks.add(ask(fill));
      }
    }
    if (server == null || asks.isEmpty()) {
      return;
    }
    try {
      server.release(namespace, asks);
    } catch (RemoteFailure e) {
      trouble(server, e);
    }
  }

  /** Step 4: the process, if the ticket still lives; then whoever waits gets the value. */
  void install(Fill<V> fill) {
    Flight<V> flight = fill.flight;
    if (fill.installable) {
      Entry<V> entry =
          new Entry<>(
              fill.value,
              flight.view,
              flight.view.guards(namespace, fill.tags),
              fill.born,
              fill.readNanos,
              fill.expiresNanos);
      if (!local.install(flight, entry)
          && options.levels().inProcess()
          && fill.state != Fill.State.HIT
          && flight.isCancelled()) {
        counters.overtaken.increment();
      }
    }
    local.land(flight, new Flight.Outcome<>(fill.value, null));
  }

  private void trouble(Remote server, RemoteFailure e) {
    if (e.kind() == RemoteFailure.Kind.LOST) {
      partition.lose(server, e);
    }
  }

  private Remote.Ask ask(Fill<V> fill) {
    return new Remote.Ask(
        fill.flight.key,
        fill.flight.tags,
        fill.token,
        options.loaderDeadline().toMillis(),
        fill.rejected);
  }

  static <V> List<Fill<V>> in(List<Fill<V>> fills, Fill.State state) {
    List<Fill<V>> some = new ArrayList<>(fills.size());
    for (Fill<V> fill : fills) {
      if (fill.state == state) {
        some.add(fill);
      }
    }
    return some;
  }

  private static <V> List<String> keys(List<Fill<V>> fills) {
    List<String> keys = new ArrayList<>(fills.size());
    for (Fill<V> fill : fills) {
      keys.add(fill.flight.key);
    }
    return keys;
  }
}
