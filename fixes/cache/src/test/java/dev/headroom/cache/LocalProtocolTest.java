package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The protocol of one process under Lincheck's model checker, which tries the interleavings of its
 * steps one by one. Caffeine's own steps are taken as one each.
 */
class LocalProtocolTest {

  @Test
  @DisplayName("R4: whatever interleaves, no read is older than an invalidation that had returned")
  void holds() {
    options().check(CachedRegister.class);
  }

  @Test
  @DisplayName("without the ticket Lincheck finds the interleaving that serves what was invalidated")
  void ticketIsNeeded() {
    assertThatThrownBy(() -> options().check(WithoutTicket.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        .iterations(5)
        .invocationsPerIteration(200)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(
                    name -> name.startsWith("com.github.benmanes.caffeine"))
                .allMethods()
                .treatAsAtomic());
  }

  /** A number in a database, and a cache of it. */
  public static class CachedRegister {

    private final AtomicLong database = new AtomicLong();
    private final AtomicLong owed = new AtomicLong();
    private final Partition partition = new Partition(true, () -> 0);
    private final LocalLevel<Long> local;

    public CachedRegister() {
      this(Mutant.NONE);
    }

    CachedRegister(Mutant mutant) {
      local =
          mutant.local(
              NamespaceOptions.ofTtl(Duration.ofDays(1)), partition, () -> 0);
      partition.register("menu", local);
    }

    /** Whether a read saw at least what it was owed when it began; true in any sequence. */
    @Operation
    public boolean read() {
      long atLeast = owed.get();
      Entry<Long> entry = local.find("k", 0);
      if (entry != null) {
        return entry.value() >= atLeast;
      }
      Generations view = partition.generations();
      Flight<Long> flight =
          new Flight<>("k", List.of("t"), view, 0, Long.MAX_VALUE, false);
      local.replace(flight);
      long born = view.now();
      long value = database.get();
      Generation[] guards = view.guards("menu", List.of("t"));
      local.install(flight, new Entry<>(value, view, guards, born, 0, Long.MAX_VALUE));
      local.land(flight, new Flight.Outcome<>(value, null));
      return value >= atLeast;
    }

    @Operation
    public void changeAndInvalidateKey() {
      change(new Invalidation(Invalidation.Kind.KEY, "menu", "k"));
    }

    @Operation
    public void changeAndInvalidateTag() {
      change(new Invalidation(Invalidation.Kind.TAG, "menu", "t"));
    }

    private void change(Invalidation what) {
      long version = database.incrementAndGet();
      partition.invalidate(what);
      owed.accumulateAndGet(version, Math::max);
    }
  }

  /** The same with the ticket rule taken away. */
  public static class WithoutTicket extends CachedRegister {
    public WithoutTicket() {
      super(Mutant.TICKET);
    }
  }
}
