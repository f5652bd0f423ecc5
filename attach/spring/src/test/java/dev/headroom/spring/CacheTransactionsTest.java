package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.LookupListener;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

class CacheTransactionsTest {

  private final HeadroomCache cache =
      HeadroomCache.open(
          CacheOptions.of(null, Map.of("menu", NamespaceOptions.ofTtl(Duration.ofHours(1)))),
          LookupListener.NONE,
          new CacheTransactions(false));
  private final Namespace<String> menu = cache.namespace("menu", String.class);
  private final NoDatabase outcome = new NoDatabase();
  private final TransactionTemplate writing = new TransactionTemplate(outcome);

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  @DisplayName("an invalidation waits for the commit; the transaction itself does not read the old")
  void committed() {
    menu.get("k", () -> "old");
    writing.executeWithoutResult(
        status -> {
          menu.invalidate("k");
          assertThat(menu.get("k", () -> "uncommitted")).isEqualTo("uncommitted");
          assertThat(elsewhere("k")).isEqualTo("old");
        });
    assertThat(menu.get("k", () -> "new")).isEqualTo("new");
  }

  @Test
  @DisplayName("after a rollback nothing is invalidated, and what was loaded inside is not stored")
  void rolledBack() {
    menu.get("k", List.of("t"), () -> "old");
    writing.executeWithoutResult(
        status -> {
          menu.invalidateTag("t");
          menu.get("other", () -> "uncommitted");
          status.setRollbackOnly();
        });
    assertThat(menu.get("k", List.of("t"), () -> "new")).isEqualTo("old");
    assertThat(menu.get("other", () -> "committed")).isEqualTo("committed");
  }

  @Test
  @DisplayName("when the outcome is unknown the invalidation runs")
  void unknown() {
    menu.get("k", () -> "old");
    outcome.commitFails = true;
    assertThatThrownBy(() -> writing.executeWithoutResult(status -> menu.clear()))
        .isInstanceOf(TransactionSystemException.class);
    assertThat(menu.get("k", () -> "new")).isEqualTo("new");
  }

  @Test
  @DisplayName("a transaction within waits for its own end only, the outer one keeps its own")
  void nested() {
    TransactionTemplate own = new TransactionTemplate(outcome);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    menu.get("inner", () -> "old");
    menu.get("outer", () -> "old");
    writing.executeWithoutResult(
        status -> {
          menu.invalidate("outer");
          own.executeWithoutResult(within -> menu.invalidate("inner"));
          assertThat(elsewhere("inner")).isEqualTo("new");
          assertThat(elsewhere("outer")).isEqualTo("old");
          status.setRollbackOnly();
        });
    assertThat(menu.get("outer", () -> "new")).isEqualTo("old");
  }

  @Test
  @DisplayName("loads in writing transactions and under snapshots are returned, not stored")
  void notStored() {
    TransactionTemplate snapshot = new TransactionTemplate(outcome);
    snapshot.setReadOnly(true);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    TransactionTemplate reading = new TransactionTemplate(outcome);
    reading.setReadOnly(true);
    for (TransactionTemplate template : List.of(writing, snapshot)) {
      assertThat(template.<String>execute(status -> menu.get("k", () -> "inside")))
          .isEqualTo("inside");
      assertThat(
              template.<Map<String, String>>execute(
                  status -> menu.getAll(List.of("k"), keys -> Map.of("k", "inside"))))
          .containsEntry("k", "inside");
      assertThat(template.<Boolean>execute(status -> lookUpAndStore("k"))).isFalse();
    }
    assertThat(menu.stats().unstorable()).isEqualTo(4);
    assertThat(menu.stats().entries()).isZero();
    assertThat(reading.<String>execute(status -> menu.get("k", () -> "read"))).isEqualTo("read");
    assertThat(writing.<String>execute(status -> menu.get("k", () -> "again"))).isEqualTo("read");
  }

  private boolean lookUpAndStore(String key) {
    var lookup = menu.lookUp(key, List.of());
    lookup.store("inside");
    return lookup.isHit();
  }

  /** What another thread, outside the transaction, gets. */
  private String elsewhere(String key) {
    AtomicReference<String> seen = new AtomicReference<>();
    Thread thread = new Thread(() -> seen.set(menu.get(key, () -> "new")), "elsewhere");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return seen.get();
  }
}
