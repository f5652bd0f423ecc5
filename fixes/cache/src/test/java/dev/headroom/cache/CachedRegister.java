package dev.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A number in a database, and a cache of it in one process, for tests of what interleaves. */
class CachedRegister {

  private final AtomicLong database = new AtomicLong();
  private final AtomicLong owed = new AtomicLong();
  private final Partition partition = new Partition(true, () -> 0, "here");
  private final LocalLevel<Long> local;

  CachedRegister(Mutant mutant) {
    local = mutant.local(NamespaceOptions.ofTtl(Duration.ofDays(1)), partition, () -> 0);
    partition.register("menu", local);
  }

  /** Whether a read saw at least what it was owed when it began; true in any sequence. */
  boolean read() {
    return read(() -> {});
  }

  /** The same, with something going on after the database was read. */
  boolean read(Runnable meanwhile) {
    long atLeast = owed.get();
    Entry<Long> entry = local.valid("k");
    if (entry != null) {
      return entry.value() >= atLeast;
    }
    Generations view = partition.generations();
    Flight<Long> flight = new Flight<>("k", List.of("t"), view, 0, Long.MAX_VALUE, false);
    local.replace(flight);
    long born = view.now();
    long value = database.get();
    meanwhile.run();
    Guards guards = view.guards("menu", List.of("t"));
    local.install(flight, new Entry<>(value, view, guards, born, 0, Long.MAX_VALUE, 0, 0));
    local.land(flight, new Flight.Outcome<>(value, null));
    return value >= atLeast;
  }

  void change(Invalidation.Kind kind) {
    long version = database.incrementAndGet();
    partition.invalidate(new Invalidation(kind, "menu", kind == Invalidation.Kind.TAG ? "t" : "k"));
    owed.accumulateAndGet(version, Math::max);
  }
}
