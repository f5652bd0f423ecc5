package dev.headroom.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A seeded schedule of two nodes, two writers and a real server: one thread takes one step at a
 * time of whatever may go on next. The classes and scripts are those that ship; only the threads
 * are not. Checked: no read that begins after an invalidation returned on its node is older than
 * it; and at rest, with every event heard, nothing valid differs from the database.
 */
final class Simulation implements AutoCloseable {

  enum Kinds {
    KEY,
    TAG,
    MIXED
  }

  private static final NamespaceOptions OPTIONS =
      NamespaceOptions.ofTtl(Duration.ofHours(1)).withJitter(0);

  private final Mutant mutant;
  private final RedisClient client;
  private final RedisCommands<byte[], byte[]> direct;
  private final List<RedisRemote> remotes = new ArrayList<>();
  private final AtomicLong ticker = new AtomicLong(1_000_000_000_000L);
  private final Packer<Long> packer = new Packer<>(Packer.MAPPER.constructType(Long.class));

  private final List<Node> nodes = new ArrayList<>();
  private Random random = new Random(0);
  private long database;
  private long said;
  private int faults;
  private @Nullable String violation;

  Simulation(String uri, Mutant mutant) {
    this.mutant = mutant;
    this.client = RedisClient.create(uri);
    this.direct = client.connect(ByteArrayCodec.INSTANCE).sync();
    for (int i = 0; i < 2; i++) {
      remotes.add(
          mutant.remote(
              client.connect(ByteArrayCodec.INSTANCE),
              client.connect(ByteArrayCodec.INSTANCE)));
    }
  }

  /** What went wrong, or null. */
  @Nullable String run(long seed, Kinds kinds) {
    random = new Random(seed);
    direct.flushall();
    nodes.clear();
    database = 1;
    said = 0;
    faults = 2;
    violation = null;
    for (RedisRemote remote : remotes) {
      nodes.add(new Node(remote));
    }
    List<Writer> writers = new ArrayList<>();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      boolean key = kinds == Kinds.KEY || (kinds == Kinds.MIXED && random.nextBoolean());
      writers.add(new Writer(nodes.get(random.nextInt(2)), key));
    }
    for (int step = 0; step < 45 && violation == null; step++) {
      ticker.addAndGet(1_000);
      switch (random.nextInt(10)) {
        case 0, 1 -> writers.get(random.nextInt(writers.size())).step();
        case 2 -> node().hear();
        case 3 -> node().begin();
        case 4 -> fault();
        default -> node().step();
      }
    }
    while (writers.stream().anyMatch(Writer::step)) {}
    for (Node node : nodes) {
      while (node.step()) {}
    }
    faults = 1;
    fault();
    nodes.forEach(Node::hear);
    for (Node node : nodes) {
      node.atRest();
    }
    return violation == null ? null : "seed " + seed + ", " + kinds + ": " + violation;
  }

  private Node node() {
    return nodes.get(random.nextInt(2));
  }

  private void fault() {
    if (faults == 0 || random.nextBoolean()) {
      return;
    }
    faults--;
    switch (random.nextInt(5)) {
      case 0 -> direct.del(name("d:menu:k"));
      case 1 -> direct.del(name("l:menu:k"));
      case 2, 3 -> {
        direct.del(name("g"));
        nodes.forEach(node -> node.heard = -1); // The feed's thread asks all the time.
      }
      default -> node().rejoin();
    }
  }

  private static byte[] name(String rest) {
    return ("{hr:0}" + rest).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  /** Changes the database, and in a later step invalidates. */
  private final class Writer {
    private final Node node;
    private final Invalidation what;
    private long committed;
    private boolean done;

    Writer(Node node, boolean key) {
      this.node = node;
      this.what =
          key
              ? new Invalidation(Invalidation.Kind.KEY, "menu", "k")
              : new Invalidation(Invalidation.Kind.TAG, "menu", "t");
    }

    boolean step() {
      if (done) {
        return false;
      }
      if (committed == 0) {
        committed = ++database;
      } else {
        node.partition.invalidate(what);
        said++;
        // All that was committed when an invalidation of this kind of ours returned, is owed.
        node.owed = Math.max(node.owed, committed);
        done = true;
      }
      return true;
    }
  }

  /** A node: fills in progress, each at some step. */
  private final class Node {
    private final RedisRemote remote;
    private final Partition partition = new Partition(false, ticker::get, "node" + nodes.size());
    private final LocalLevel<Long> local = mutant.local(OPTIONS, partition, ticker::get);
    private final Filler<Long> filler =
        new Filler<>(
            "menu",
            OPTIONS,
            List.of(new Shard<>(partition, local)),
            packer,
            new Counters(),
            ticker::get,
            "node" + nodes.size());
    private final List<Going> going = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long owed = 1;
    private long heard;

    Node(RedisRemote remote) {
      this.remote = remote;
      partition.register("menu", local);
      partition.join(remote);
    }

    void begin() {
      Entry<Long> entry = local.find("k", ticker.get());
      if (entry != null) {
        check("a read in the process", entry.value(), owed);
      } else if (going.size() < 3) {
        Flight<Long> flight = filler.flight("k", List.of("t"), true);
        Flight<Long> other = local.join(flight);
        if (other == null) {
          going.add(new Going(filler.fill(flight), owed));
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
        if (!partition.hear(remote, Duration.ofMillis(1))) {
          partition.join(remote);
        }
      }
    }

    void rejoin() {
      heard = said;
      partition.join(remote);
    }

    void atRest() {
      Entry<Long> entry = local.find("k", ticker.get());
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
      private int at;

      Going(Fill<Long> fill, long owed) {
        this.fill = fill;
        this.owed = owed;
      }

      void step() {
        switch (at++) {
          case 0 -> {
            filler.look(List.of(fill));
            if (fill.state == Fill.State.BUSY) {
              filler.alone(fill, fill.born);
            }
          }
          case 1 -> {
            if (fill.state != Fill.State.HIT) {
              filler.loaded(fill, database, ticker.get(), 1_000);
            }
          }
          case 2 -> filler.store(List.of(fill));
          default -> filler.install(fill);
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
