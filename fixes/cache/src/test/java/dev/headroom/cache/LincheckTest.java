package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The protocol of one process, in whatever order three threads take its steps. Minutes, so all of
 * it is long; {@link RacesTest} has the short form.
 */
@Tag("long")
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

  /** A read is right in every order of the operations. */
  public static class Specification {
    public boolean read() {
      return true;
    }

    public void changeByKey() {}

    public void changeByTag() {}

    public void changeByPattern() {}
  }

  private static StressOptions options(int iterations) {
    return new StressOptions()
        .iterations(iterations)
        .invocationsPerIteration(2_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(Specification.class);
  }

  @Test
  @DisplayName(
      "R4: reads and invalidations by key, tag and pattern are as if one came after another")
  void holds() {
    assertThatCode(() -> options(15).check(Whole.class)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("R4: the same ten million times")
  void holdsLong() {
    assertThatCode(() -> options(300).invocationsPerIteration(34_000).check(Whole.class))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("R4: without the ticket an order is found in which a read is too old")
  void findsMissingTicket() {
    assertThatThrownBy(() -> options(200).check(WithoutTicket.class))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
