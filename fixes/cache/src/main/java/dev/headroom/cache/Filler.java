package dev.headroom.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a fill, each separable from the next so that tests can put anything in between:
 * look, load, store, install. Redis failing in any of them never fails the caller; it is left out.
 * Each step asks all partitions concerned at once.
 */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
final class Filler<V> {

  private final String namespace;
  private final NamespaceOptions options;
  private final List<Shard<V>> shards;
  private final Packer<V> packer;
  private final Counters counters;
  private final LongSupplier nanos;
  private final String node;
  private final AtomicLong tokens = new AtomicLong();

  Filler(
      String namespace,
      NamespaceOptions options,
      List<Shard<V>> shards,
      Packer<V> packer,
      Counters counters,
      LongSupplier nanos,
      String node) {
    this.namespace = namespace;
    this.options = options;
    this.shards = shards;
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
        Shard.of(shards, key).partition().generations(),
        now,
        now + options.loaderDeadline().toNanos(),
        joinable);
  }

  Fill<V> fill(Flight<V> flight) {
    return new Fill<>(flight, Shard.of(shards, flight.key));
  }

  /** Step 1: asks Redis; afterwards no fill is OPEN. */
  void look(List<Fill<V>> fills) {
    if (options.levels().inRedis()) {
      get(fills);
      lookOrLease(fills);
      lookOrLease(fills); // A second time for what could not be read.
    }
    decideAlone(fills);
  }

  /** Asks again for what somebody else is loading. */
  void lookAgain(List<Fill<V>> busy) {
    busy.forEach(fill -> fill.state = Fill.State.OPEN);
    lookOrLease(busy);
    lookOrLease(busy);
    decideAlone(busy);
  }

  private void decideAlone(List<Fill<V>> fills) {
    for (Fill<V> fill : in(fills, Fill.State.OPEN)) {
      alone(fill, fill.flight.view.now());
    }
  }

  /** Looks without any intention to load: only hits are decided. */
  void peek(List<Fill<V>> fills) {
    if (options.levels().inRedis()) {
      get(fills);
    }
  }

  /** Whoever holds no lease loads all the same, after a stamp, and keeps out of Redis. */
  void alone(Fill<V> fill, long born) {
    fill.state = Fill.State.ALONE;
    fill.born = born;
    fill.flight.begunAt(born);
  }

  /** Values as they are, judged by what this node knows: only while it knows everything. */
  private void get(List<Fill<V>> fills) {
    Rounds.open(
        fills,
        (partition, open) -> {
          long proven = partition.provenNanos();
          Remote server = partition.remote();
          if (server == null || !partition.mayJudge(proven, nanos.getAsLong())) {
            return null;
          }
          var reply = server.get(namespace, keys(open));
          return new Rounds.Asked(
              server,
              () -> {
                List<byte @Nullable []> found = reply.await();
                for (int i = 0; i < open.size(); i++) {
                  byte[] raw = found.get(i);
                  if (raw != null) {
                    got(open.get(i), raw, proven);
                  }
                }
              });
        });
  }

  private void got(Fill<V> fill, byte[] raw, long proven) {
    Header header = Header.read(raw);
    if (header == null) {
      counters.unreadable.increment();
      fill.rejected = "*";
    } else if (!fill.flight
        .view
        .guards(namespace, header.tags())
        .admit(fill.flight.key, header.born())) {
      fill.rejected = Long.toString(header.born());
    } else {
      hit(fill, header, raw, proven);
    }
  }

  private void lookOrLease(List<Fill<V>> fills) {
    Rounds.open(
        fills,
        (partition, open) -> {
          Remote server = partition.remote();
          if (server == null) {
            return null;
          }
          long asked = nanos.getAsLong();
          List<Remote.Ask> asks = asks(open);
          var reply = partition.leasing(namespace, asks, () -> server.lookOrLease(namespace, asks));
          return new Rounds.Asked(
              server,
              () -> {
                List<Remote.Answer> answers = partition.leasing(namespace, asks, reply::await);
                for (int i = 0; i < open.size(); i++) {
                  answered(open.get(i), answers.get(i), server, asked);
                }
              });
        });
  }

  private void answered(Fill<V> fill, Remote.Answer answer, Remote server, long asked) {
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
      return;
    }
    fill.born = answer.clock();
    switch (answer.what()) {
      case LEASED -> {
        fill.state = Fill.State.LEASED;
        fill.flight.begunAt(fill.born);
      }
      case FENCED -> {
        fill.state = Fill.State.FENCED;
        counters.unstorable.increment();
      }
      default -> {
        fill.state = Fill.State.BUSY;
        useSpare(fill);
      }
    }
  }

  /** A valid stored form: a hit, or what its caller would rather have anew. */
  private void hit(Fill<V> fill, Header header, byte[] raw, long trueAt) {
    if (fill.rejected.equals("~" + header.born())) {
      return;
    }
    Packer.Unpacked<V> unpacked = packer.unpack(header, raw);
    if (unpacked == null || !keeps(unpacked.value())) {
      counters.unreadable.increment();
      fill.rejected = Long.toString(header.born());
      return;
    }
    Partition partition = fill.shard.partition();
    long now = nanos.getAsLong();
    if (partition.isSuspect(header.born(), now)) {
      fill.rejected = "~" + header.born();
      return;
    }
    long left = header.expiresMillis() - partition.serverMillis(now);
    Spare<V> found =
        new Spare<>(
            unpacked.value(),
            header.born(),
            header.tags(),
            trueAt,
            now + Math.min(left, options.ttl().toMillis()) * 1_000_000,
            header.loadMicros() * 1_000,
            header.rawLength(),
            left > 0);
    boolean early = left > 0 && EarlyRefresh.isDue(options, found.loadNanos(), left * 1_000_000);
    if (left > 0 && (fill.spare != null || !early)) {
      use(fill, found);
    } else if (early) {
      fill.early = true;
      fill.keep(found);
    } else if (-left <= options.staleOnFailure().toMillis()) {
      fill.keep(found);
    } else {
      fill.rejected = "~" + header.born();
    }
  }

  /** Takes what it has instead of waiting or failing; false if it has nothing any more. */
  boolean useSpare(Fill<V> fill) {
    Spare<V> spare = fill.spare;
    if (spare == null
        || fill.flight.isCancelled()
        || fill.flight.view != fill.shard.partition().generations()
        || !fill.flight.view.guards(namespace, spare.tags()).admit(fill.flight.key, spare.born())) {
      return false;
    }
    if (!spare.fresh()) {
      counters.staleServed.increment();
    }
    use(fill, spare);
    return true;
  }

  private static <V> void use(Fill<V> fill, Spare<V> found) {
    fill.state = Fill.State.HIT;
    fill.value = found.value();
    fill.born = found.born();
    fill.tags = found.tags();
    fill.readNanos = found.readNanos();
    fill.expiresNanos = found.expiresNanos();
    fill.loadNanos = found.loadNanos();
    fill.bytes = found.bytes();
    fill.installable = found.fresh();
  }

  /** Step 2: loads; when the loader throws, the leases are given back. */
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
    fill.tags = fill.flight.tags;
    double shorter = 1 - options.jitter() * ThreadLocalRandom.current().nextDouble();
    fill.expiresNanos = start + (long) (options.ttl().toNanos() * shorter);
    fill.installable = keeps(value) && fill.state != Fill.State.FENCED;
    if (nanos.getAsLong() - fill.flight.lateNanos() > 0) {
      fill.flight.cancel();
    }
    if (fill.installable && options.maxBytes() > 0) {
      byte[] json = packer.json(value);
      fill.bytes = json == null ? 0 : json.length;
      fill.installable = json != null;
      if (json == null) {
        counters.unwritable.increment();
      }
    }
  }

  private boolean keeps(@Nullable V value) {
    return value == null
        ? options.cacheNulls()
        : options.cacheEmpty() || !EmptyResults.isEmpty(value);
  }

  /** Step 3: Redis, where the lease still holds. A refused store stays out of the process too. */
  void store(List<Fill<V>> fills) {
    List<Fill<V>> releasing = new ArrayList<>();
    Map<Partition, List<Fill<V>>> storing = new LinkedHashMap<>();
    Map<Fill<V>, Remote.Parcel> parcels = new HashMap<>();
    for (Fill<V> fill : in(fills, Fill.State.LEASED)) {
      Partition partition = fill.shard.partition();
      Remote.Parcel parcel =
          fill.installable && fill.server == partition.remote() && !fill.flight.isCancelled()
              ? parcel(fill)
              : null;
      if (parcel == null) {
        releasing.add(fill);
      } else {
        storing.computeIfAbsent(partition, p -> new ArrayList<>()).add(fill);
        parcels.put(fill, parcel);
      }
    }
    Rounds.ask(
        storing,
        (partition, some) -> {
          Remote server = partition.remote();
          if (server == null) {
            partition.leave(namespace, asks(some));
            return null;
          }
          List<Remote.Parcel> mine = new ArrayList<>();
          some.forEach(fill -> mine.add(Objects.requireNonNull(parcels.get(fill))));
          List<Remote.Ask> asks = asks(some);
          var reply = partition.leasing(namespace, asks, () -> server.store(namespace, mine));
          return new Rounds.Asked(
              server,
              () -> {
                List<Boolean> stored = partition.leasing(namespace, asks, reply::await);
                for (int i = 0; i < some.size(); i++) {
                  if (!stored.get(i)) {
                    some.get(i).installable = false;
                    counters.overtaken.increment();
                  }
                }
              });
        });
    release(releasing);
  }

  private Remote.@Nullable Parcel parcel(Fill<V> fill) {
    long now = nanos.getAsLong();
    long left = (fill.expiresNanos - now) / 1_000_000;
    if (left <= 0) {
      return null;
    }
    Packer.Packed packed =
        packer.pack(
            fill.value,
            fill.born,
            fill.shard.partition().serverMillis(now) + left,
            fill.loadNanos / 1_000,
            fill.tags,
            options.compression());
    if (packed == null) {
      counters.unwritable.increment();
      return null;
    }
    counters.rawBytes.add(packed.rawLength());
    counters.storedBytes.add(packed.payloadLength());
    return new Remote.Parcel(
        fill.flight.key, fill.token, packed.form(), left + options.staleOnFailure().toMillis());
  }

  /**
   * Gives leases back, so that whoever waits need not wait for their end; also to another server
   * than theirs, which may be a replica that took over.
   */
  void release(List<Fill<V>> fills) {
    Map<Partition, List<Fill<V>>> held = new LinkedHashMap<>();
    for (Fill<V> fill : in(fills, Fill.State.LEASED)) {
      held.computeIfAbsent(fill.shard.partition(), p -> new ArrayList<>()).add(fill);
    }
    Rounds.ask(
        held,
        (partition, some) -> {
          Remote server = partition.remote();
          List<Remote.Ask> asks = asks(some);
          if (server == null) {
            partition.leave(namespace, asks);
            return null;
          }
          var reply = partition.leasing(namespace, asks, () -> server.release(namespace, asks));
          return new Rounds.Asked(server, () -> partition.leasing(namespace, asks, reply::await));
        });
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
              fill.expiresNanos,
              fill.loadNanos,
              fill.bytes);
      if (!fill.shard.local().install(flight, entry)
          && options.levels().inProcess()
          && fill.state != Fill.State.HIT
          && flight.isCancelled()) {
        counters.overtaken.increment();
      }
    }
    fill.shard.local().land(flight, new Flight.Outcome<>(fill.value, null));
  }

  private List<Remote.Ask> asks(List<Fill<V>> fills) {
    List<Remote.Ask> asks = new ArrayList<>(fills.size());
    for (Fill<V> fill : fills) {
      if (fill.token.isEmpty()) {
        fill.token = node + ":" + tokens.incrementAndGet();
      }
      asks.add(
          new Remote.Ask(
              fill.flight.key,
              fill.flight.tags,
              fill.token,
              options.loaderDeadline().toMillis(),
              fill.rejected));
    }
    return asks;
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
