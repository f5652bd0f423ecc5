package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of one process, in whatever order two threads take its steps. */
class LincheckTest {

  /** What callers see: a read is never older than an invalidation that had returned. */
  public static class Whole {
    private final CachedRegister register = new CachedRegister(Mutant.NONE);

    @Operation
    public boolean read() {
      return register.read();
    }

    @Operation
    public void changeByKey() {
      register.change(Invalidation.Kind.KEY);
    }

    @Operation
    public void changeByTag() {
      register.change(Invalidation.Kind.TAG);
    }

    @Operation
    public void changeByPattern() {
      register.change(Invalidation.Kind.PATTERN);
    }
  }

  /** The same without the ticket. */
  public static class WithoutTicket {
    private final CachedRegister register = new CachedRegister(Mutant.TICKET);

    @Operation
    public boolean read() {
      return register.read();
    }

    @Operation
    public void changeByKey() {
      register.change(Invalidation.Kind.KEY);
    }
  }

  /** A read is right in every order of the operations, so there is but one state. */
  public static class Specification {
    public boolean read() {
      return true;
    }

    public void changeByKey() {}

    public void changeByTag() {}

    public void changeByPattern() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Specification;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  /** Every order of the steps, up to a number of them; Caffeine's own steps are one. */
  private static ModelCheckingOptions ordered(int scenarios, int orders) {
    return new ModelCheckingOptions()
        .iterations(scenarios)
        .invocationsPerIteration(orders)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(Specification.class)
        .minimizeFailedScenario(false)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(
                    name -> name.startsWith("com.github.benmanes.caffeine."))
                .allMethods()
                .treatAsAtomic());
  }

  /** Whatever order the machine comes to; two threads, for each of them spins. */
  private static StressOptions raced(int scenarios, int races) {
    return new StressOptions()
        .iterations(scenarios)
        .invocationsPerIteration(races)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(Specification.class);
  }

  /** What two threads do, and what one reads when both have ended. */
  private static ExecutionScenario scenario(Class<?> type, List<String> one, List<String> other) {
    return new ExecutionScenario(
        List.of(),
        List.of(actors(type, one), actors(type, other)),
        actors(type, List.of("read")),
        null);
  }

  private static List<Actor> actors(Class<?> type, List<String> names) {
    List<Actor> actors = new ArrayList<>();
    for (String name : names) {
      try {
        actors.add(new Actor(type.getMethod(name), List.of()));
      } catch (NoSuchMethodException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return actors;
  }

  @ParameterizedTest
  @ValueSource(strings = {"changeByKey", "changeByTag", "changeByPattern"})
  @DisplayName("R4: reads and an invalidation are as if one came after another, in any order")
  void holds(String change) {
    ExecutionScenario one = scenario(Whole.class, List.of("read", "read"), List.of(change, "read"));
    assertThatCode(() -> ordered(0, 50).addCustomScenario(one).check(Whole.class))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("R4: without the ticket an order is found in which a read is too old")
  void findsMissingTicket() {
    ExecutionScenario one = scenario(WithoutTicket.class, List.of("read"), List.of("changeByKey"));
    assertThatThrownBy(() -> ordered(0, 200).addCustomScenario(one).check(WithoutTicket.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  @Tag("long")
  @Test
  @DisplayName("R4: the same for two hundred orders of fifty scenarios of all operations")
  void holdsInMoreOrders() {
    assertThatCode(() -> ordered(50, 200).check(Whole.class)).doesNotThrowAnyException();
  }

  @Tag("long")
  @Test
  @DisplayName("R4: the same ten million times, raced")
  void holdsLong() {
    assertThatCode(() -> raced(100, 100_000).check(Whole.class)).doesNotThrowAnyException();
  }
}
