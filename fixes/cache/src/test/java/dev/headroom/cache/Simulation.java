package dev.headroom.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A seeded schedule of two nodes, their writers and a real server: one thread takes one step at a
 * time of whatever may go on next. The classes and scripts are those that ship; only the threads
 * are not. Values, leases and generations get lost; the feed loses, delays, repeats and reorders
 * events; nodes pause until their right to serve is over, miss events, and die in the middle of
 * anything. Checked: no read that begins after an invalidation returned on its node is older than
 * it; none that begins after its node has heard everything, or knows that it hears nothing, is
 * older than any invalidation (the latter in STRICT); and at rest nothing valid differs from the
 * database.
 */
final class Simulation implements AutoCloseable {

  enum Kinds {
    KEY,
    TAG,
    MIXED,
    PATTERN,
    PATCH
  }

  enum Fault {
    NO_FAULT,
    VALUE_LOST,
    LEASE_LOST,
    GENERATIONS_LOST,
    REJOIN,
    RESTART,
    SILENCE,
    SNAPSHOT_OPEN,
    BAD_FEED
  }

  private static final NamespaceOptions AVAILABLE =
      NamespaceOptions.ofTtl(Duration.ofHours(1)).withJitter(0).withEarlyRefresh(0);

  private final Mutant mutant;
  private final RedisClient client;
  private final RedisCommands<byte[], byte[]> direct;
  private final List<Mutant.Connected> remotes = new ArrayList<>();
  private final AtomicLong ticker = new AtomicLong(1_000_000_000_000L);
  private final Packer<Long> packer = new Packer<>(Packer.MAPPER.constructType(Long.class));

  private final List<Node> nodes = new ArrayList<>();
  private Random random = new Random(0);
  private long database;
  private long said;
  private long saidVersion;
  private int faults;
  private NamespaceOptions options = AVAILABLE;
  private @Nullable String violation;

  Simulation(String uri, Mutant mutant) {
    this.mutant = mutant;
    this.client = RedisClient.create(uri);
    this.direct = client.connect(ByteArrayCodec.INSTANCE).sync();
    for (int i = 0; i < 2; i++) {
      remotes.add(
          mutant.remote(
              client.connect(ByteArrayCodec.INSTANCE), client.connect(ByteArrayCodec.INSTANCE)));
    }
  }

  /** What went wrong, or null. */
  @Nullable String run(long seed, Kinds kinds) {
    random = new Random(seed);
    direct.flushall();
    nodes.clear();
    database = 1;
    said = 0;
    saidVersion = 1;
    faults = 2;
    violation = null;
    boolean strict = mutant.mode() == null ? random.nextBoolean() : mutant.mode() == Mode.STRICT;
    options = strict ? AVAILABLE.strict() : AVAILABLE;
    for (int i = 0; i < 2; i++) {
      nodes.add(new Node(i));
    }
    List<Writer> writers = new ArrayList<>();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      writers.add(new Writer(random.nextInt(2), kinds));
    }
    for (int step = 0; step < 45 && violation == null; step++) {
      ticker.addAndGet(1_000);
      switch (random.nextInt(10)) {
        case 0, 1 -> writers.get(random.nextInt(writers.size())).step();
        case 2 -> node().hear();
        case 3 -> node().begin();
        case 4 -> fault(writers);
        default -> node().step();
      }
    }
    while (violation == null && writers.stream().anyMatch(Writer::step)) {}
    writers.forEach(Writer::fenceEnds);
    if (violation == null) {
      nodes.forEach(Node::begin);
    }
    for (Node node : nodes) {
      while (violation == null && node.step()) {}
    }
    faults = 1;
    fault(List.of());
    nodes.forEach(Node::hear);
    for (Node node : nodes) {
      node.atRest();
    }
    return violation == null ? null : "seed " + seed + ", " + kinds + ": " + violation;
  }

  private Node node() {
    return nodes.get(random.nextInt(2));
  }

  private void fault(List<Writer> writers) {
    if (faults == 0 || random.nextBoolean()) {
      return;
    }
    faults--;
    Fault[] all = Fault.values();
    Fault fault = mutant.fault() == null ? all[random.nextInt(all.length)] : mutant.fault();
    switch (fault) {
      case NO_FAULT -> {}
      case VALUE_LOST -> direct.del(name("d:menu:k"));
      case LEASE_LOST -> direct.del(name("l:menu:k"));
      case GENERATIONS_LOST -> {
        direct.del(name("g"));
        nodes.forEach(node -> node.heard = -1); // The feed's thread asks all the time.
      }
      case REJOIN -> node().rejoin();
      case RESTART -> restart(victim(writers), writers);
      case SILENCE -> ticker.addAndGet(2 * Partition.LEASE_NANOS);
      case SNAPSHOT_OPEN -> node().snapshot = database;
      case BAD_FEED -> {
        int how = random.nextInt(4);
        node().remote.tamper(events -> tampered(events, how));
      }
    }
  }

  private List<Remote.Event> tampered(List<Remote.Event> events, int how) {
    if (!events.isEmpty()) {
      Remote.Event one = events.get(random.nextInt(events.size()));
      switch (how) {
        case 0 -> events.remove(one);
        case 1 -> events.subList(random.nextInt(events.size()), events.size()).clear();
        case 2 -> events.add(one);
        default -> Collections.reverse(events);
      }
    }
    return events;
  }

  /** In the middle of a change rather than at any time. */
  private int victim(List<Writer> writers) {
    for (int number = 0; number < 2 && options.mode() == Mode.STRICT; number++) {
      int process = number;
      if (writers.stream().anyMatch(writer -> writer.isBetween(process))) {
        return number;
      }
    }
    return random.nextInt(2);
  }

  /** A process dies, with what it was loading and changing, and another one takes its place. */
  private void restart(int number, List<Writer> writers) {
    boolean uncovered =
        options.mode() == Mode.AVAILABLE
            && writers.stream().anyMatch(writer -> writer.isBetween(number));
    if (uncovered) {
      return; // Its time to live covers it, and nothing else does.
    }
    writers.forEach(writer -> writer.dies(number));
    nodes.set(number, new Node(number));
  }

  private static byte[] name(String rest) {
    return ("{hr:0}" + rest).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  /** Fences, changes the database, and in a later step invalidates or patches. */
  private final class Writer {
    private final int number;
    private final Kinds kinds;
    private final Invalidation what;
    private @Nullable Change change;
    private long committed;
    private boolean done;
    private boolean died;

    Writer(int number, Kinds kinds) {
      this.number = number;
      this.kinds = kinds;
      boolean tag = kinds == Kinds.TAG || (kinds == Kinds.MIXED && random.nextBoolean());
      this.what =
          tag
              ? new Invalidation(Invalidation.Kind.TAG, "menu", "t")
              : kinds == Kinds.PATTERN
                  ? new Invalidation(Invalidation.Kind.PATTERN, "menu", "k*")
                  : new Invalidation(Invalidation.Kind.KEY, "menu", "k");
    }

    boolean step() {
      if (done) {
        return false;
      }
      Node node = nodes.get(number);
      if (change == null) {
        change = node.invalidator.change(what, this::tell);
        mutant.beforeCommit(change);
        said++;
      } else if (committed == 0) {
        committed = ++database;
      } else {
        change.committed();
        said++;
        done = true;
        // All that was committed when an invalidation of ours returned, is owed.
        node.owed = Math.max(node.owed, committed);
        saidVersion = Math.max(saidVersion, committed);
      }
      return true;
    }

    private void tell() {
      Node node = nodes.get(number);
      if (kinds == Kinds.PATCH) {
        long version = committed;
        node.patcher.patch("k", new Patcher.Edit<>(version, v -> v, v -> version, null));
      } else {
        node.partition.invalidate(what);
      }
    }

    /** Whether a process has committed and not yet invalidated. */
    boolean isBetween(int process) {
      return number == process && committed > 0 && !done;
    }

    void dies(int process) {
      if (number == process && change != null && !done) {
        done = true;
        died = true;
      }
    }

    /** The time of a fence whose owner died. */
    void fenceEnds() {
      if (died) {
        direct.hdel(
            name("g"),
            ("#f:" + what.kind().name().toLowerCase(java.util.Locale.ROOT).charAt(0))
                .replace("p", "n")
                .concat(":menu" + (kinds == Kinds.PATTERN ? "" : ":" + what.name()))
                .getBytes(StandardCharsets.UTF_8));
        saidVersion = database;
        nodes.forEach(node -> node.heard = -1);
      }
    }
  }

  /** A node: fills in progress, each at some step. */
  private final class Node {
    private final Mutant.Connected remote;
    private final Partition partition;
    private final LocalLevel<Long> local;
    private final Filler<Long> filler;
    private final Getter<Long> getter;
    private final Patcher<Long> patcher;
    private final Invalidator invalidator;
    private final List<Going> going = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long owed;
    private long heard;

    /** The version that the next load sees, in a transaction that is open already; 0 for none. */
    private long snapshot;

    Node(int number) {
      String name = "node" + number + "." + ticker.incrementAndGet();
      Counters counters = new Counters();
      remote = remotes.get(number);
      remote.tamper(events -> events);
      remote.restart();
      partition = mutant.partition(ticker::get, name);
      local = mutant.local(options, partition, ticker::get);
      List<Shard<Long>> shards = List.of(new Shard<>(partition, local));
      filler = new Filler<>("menu", options, shards, packer, counters, ticker::get, name);
      getter =
          new Getter<>(
              "menu",
              options,
              shards,
              filler,
              counters,
              new Observing("menu", LookupListener.NONE, ticker::get),
              new Changes<>(options, packer, counters));
      patcher = new Patcher<>("menu", options, shards, packer, counters);
      invalidator =
          new Invalidator(
              options,
              List.of(partition),
              Surroundings.NONE,
              counters,
              ticker::get,
              name,
              Duration.ofHours(1));
      partition.register("menu", local);
      rejoin();
    }

    /** What a read that begins now has to see. */
    private long owedNow() {
      boolean all =
          options.mode() == Mode.STRICT
              && !partition.isHearing(partition.provenNanos(), ticker.get());
      return all ? saidVersion : owed;
    }

    void begin() {
      if (snapshot > 0) {
        going.add(new Going(filler.fill(filler.flight("k", List.of("t"), false)), 0, snapshot));
        snapshot = 0;
        return;
      }
      Entry<Long> entry = getter.servable("k");
      if (entry != null) {
        check("a read in the process", entry.value(), owed);
      } else if (going.size() < 3) {
        Flight<Long> flight = filler.flight("k", List.of("t"), true);
        Flight<Long> other = local.join(flight);
        if (other == null) {
          going.add(new Going(filler.fill(flight), owedNow(), 0));
        } else {
          waiting.add(new Waiting(other, owed));
        }
      }
    }

    boolean step() {
      if (going.isEmpty()) {
        return false;
      }
      Going one = going.get(random.nextInt(going.size()));
      one.step();
      if (one.at == 4) {
        going.remove(one);
        check("a fill", one.fill.value, one.owed);
        for (Waiting other : waiting) {
          if (other.flight == one.fill.flight) {
            check("a read that joined a flight", one.fill.value, other.owed);
          }
        }
      }
      return true;
    }

    void hear() {
      if (heard < said) {
        heard = said;
        if (partition.hear(remote, Duration.ofMillis(1))) {
          owed = saidVersion;
        } else {
          rejoin();
        }
      }
    }

    void rejoin() {
      heard = said;
      partition.join(remote);
      owed = saidVersion;
    }

    void atRest() {
      Entry<Long> entry = getter.servable("k");
      if (entry != null) {
        check("at rest in the process", entry.value(), database);
      }
      Fill<Long> fill = filler.fill(filler.flight("k", List.of("t"), true));
      filler.look(List.of(fill));
      if (fill.state == Fill.State.HIT) {
        check("at rest in Redis", fill.value, database);
      }
    }

    /** A fill between two steps. */
    private final class Going {
      private final Fill<Long> fill;
      private final long owed;
      private final long seen;
      private final boolean storing;
      private int at;

      Going(Fill<Long> fill, long owed, long seen) {
        this.fill = fill;
        this.owed = owed;
        this.seen = seen;
        this.storing = Use.of(mutant.surroundings(seen > 0), true) == Use.CACHE;
        if (storing && seen > 0) {
          local.replace(fill.flight);
        }
      }

      void step() {
        switch (at++) {
          case 0 -> look();
          case 1 -> {
            if (fill.state != Fill.State.HIT) {
              filler.loaded(fill, seen > 0 ? seen : database, ticker.get(), 1_000);
            }
          }
          case 2 -> {
            if (storing) {
              filler.store(List.of(fill));
            }
          }
          default -> {
            if (storing) {
              filler.install(fill);
            }
          }
        }
      }

      private void look() {
        if (!storing) {
          filler.peek(List.of(fill));
          return;
        }
        filler.look(List.of(fill));
        if (fill.state == Fill.State.BUSY) {
          filler.alone(fill, fill.born);
        }
      }
    }
  }

  private record Waiting(Flight<Long> flight, long owed) {}

  private void check(String what, @Nullable Long value, long atLeast) {
    if (violation == null && (value == null || value < atLeast)) {
      violation = what + " had version " + value + " where " + atLeast + " was owed";
    }
  }
}
