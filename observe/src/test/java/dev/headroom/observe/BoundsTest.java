package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoundsTest {

  /** An execution of no database. */
  private static final class Told implements Execution {

    private long hash;

    @Override
    public long bindHash() {
      return hash;
    }

    @Override
    public Object[] takeValues() {
      return null;
    }

    @Override
    public int valueCount() {
      return 0;
    }
  }

  private static void execute(Observer observer, String sql, Told told) {
    long start = observer.enter();
    observer.exit(start, observer.shape(sql, Dialect.POSTGRESQL), told, -1, null);
  }

  /** Heap in use after collections that free nothing more. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Test
  @DisplayName(
      "1 MB statements, 100,000 distinct statements and 10,000 endpoints stay within 64 MB, and what"
          + " was dropped is counted")
  void memory() {
    long before = heap();
    Observer observer = new Observer(ObserveOptions.defaults());
    Told told = new Told();
    StringBuilder longest = new StringBuilder("select a from t where b in (1");
    while (longest.length() < 1_000_000) {
      longest.append(", ").append(longest.length());
    }
    for (int i = 0; i < 20; i++) {
      Request request = observer.begin("GET");
      execute(observer, longest + " , " + i + ") order by c" + i, told);
      observer.end(request, "/long", 200);
    }
    for (int i = 0; i < 100_000; i++) {
      Request request = observer.begin("GET");
      told.hash = Hashes.of(i);
      execute(observer, "select a" + i + ", b, c, d, e from some_table where f = ?", told);
      observer.end(request, "/e" + i % 10_000, 404);
    }
    long used = heap() - before;
    Observations seen = observer.snapshot();
    assertThat(seen.endpoints().size()).isBetween(500, 501); // with "(other)"
    assertThat(seen.statements()).hasSize(2_001);
    assertThat(seen.statements().stream().mapToLong(StatementObservation::executions).sum())
        .isEqualTo(100_020);
    assertThat(seen.endpoints().stream().mapToLong(EndpointObservation::requests).sum())
        .isEqualTo(100_020);
    assertThat(seen.dropped().endpoints()).isPositive();
    assertThat(seen.dropped().statements()).isPositive();
    // One statement for all lists of 1 MB, however they end.
    assertThat(seen.statements().stream().filter(s -> s.endpoint().equals("GET /long")))
        .extracting(StatementObservation::fingerprint)
        .containsExactly("select a from t where b in (?)");
    assertThat(used).isLessThan(64L << 20);
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("the distinct binds of 2,000 statements share a bound, and stay within 30 %")
  void distinctBinds() {
    long before = heap();
    Observer observer = new Observer(ObserveOptions.defaults());
    Told told = new Told();
    for (int i = 0; i < 2_000; i++) {
      Request request = observer.begin("GET");
      for (int k = 0; k < 1_200; k++) {
        told.hash = Hashes.of(i * 2_000L + k);
        execute(observer, "select a" + i + " from t where f = ?", told);
      }
      observer.end(request, "/binds", 200);
    }
    assertThat(heap() - before).isLessThan(64L << 20);
    for (StatementObservation statement : observer.snapshot().statements()) {
      assertThat((double) statement.distinctBinds()).isBetween(850.0, 1_550.0);
    }
  }

  @Test
  @DisplayName("the bounds are options: what comes beyond is summed and counted as dropped")
  void options() {
    Observer observer = new Observer(ObserveOptions.defaults().withBounds(3, 4));
    Told told = new Told();
    for (int i = 0; i < 10; i++) {
      Request request = observer.begin("GET");
      execute(observer, "select a" + i + " from t", told);
      observer.end(request, "/e" + i, 200);
    }
    Observations seen = observer.snapshot();
    assertThat(seen.endpoints())
        .extracting(EndpointObservation::endpoint)
        .containsExactlyInAnyOrder("GET /e0", "GET /e1", "GET /e2", "(other)");
    assertThat(seen.dropped().endpoints()).isEqualTo(7);
    assertThat(seen.dropped().statements()).isEqualTo(6);
    assertThatThrownBy(() -> ObserveOptions.defaults().withBounds(0, 1))
        .hasMessageContaining("max-endpoints must be between 1 and 100000, was 0");
    assertThatThrownBy(() -> ObserveOptions.defaults().withBounds(1, 200_000))
        .hasMessageContaining("max-statements must be between 1 and 100000, was 200000");
    assertThatThrownBy(() -> ObserveOptions.defaults().withApplication(List.of(" ")))
        .hasMessageContaining("com.acme.");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  @DisplayName("a very long text has a short fingerprint without literals, which is its own")
  void longTexts(Dialect dialect) {
    StringBuilder columns = new StringBuilder("select c0");
    StringBuilder rows = new StringBuilder("insert into t (a, b) values ('zq0', 1)");
    for (int i = 1; columns.length() < 200_000; i++) {
      columns.append(", column_").append(i);
      rows.append(", ('zq").append(i).append("', ").append(i).append(')');
    }
    String wide = Fingerprint.of(columns + " from t where x = 'zq'", dialect);
    assertThat(wide.length()).isLessThanOrEqualTo(8_192);
    assertThat(wide).startsWith("select c0, column_1, ").contains(" etc_").doesNotContain("zq");
    assertThat(Fingerprint.of(wide, dialect)).isEqualTo(wide);
    assertThat(Fingerprint.of(columns.toString().replace("column_9,", "other,"), dialect))
        .isNotEqualTo(wide);
    assertThat(Fingerprint.of(rows.toString(), dialect))
        .isEqualTo("insert into t (a, b) values (?)")
        .isEqualTo(Fingerprint.of(rows.substring(0, 90_000), dialect));
  }

  @Test
  @DisplayName("S5: a warm request's statements allocate under 64 bytes each, without a driver")
  void allocation() {
    Observer observer = new Observer(ObserveOptions.defaults());
    Told told = new Told();
    Shape[] shapes = new Shape[5];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = observer.shape("select a" + i + " from t where b = ?");
    }
    long empty = Long.MAX_VALUE;
    long full = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      empty = Math.min(empty, allocated(observer, told, shapes, 0));
      full = Math.min(full, allocated(observer, told, shapes, 5));
    }
    assertThat((full - empty) / (5.0 * 2_000)).isLessThan(64);
  }

  private static long allocated(Observer observer, Told told, Shape[] shapes, int statements) {
    long before = Allocation.ofThisThread();
    for (int i = 0; i < 2_000; i++) {
      Request request = observer.begin("GET");
      for (int k = 0; k < statements; k++) {
        told.hash = i;
        long start = observer.enter();
        observer.exit(start, shapes[k], told, -1, null);
      }
      observer.end(request, "/warm", 200);
    }
    return Allocation.ofThisThread() - before;
  }
}
