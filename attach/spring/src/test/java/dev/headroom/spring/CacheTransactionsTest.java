package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.Change;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Invalidation;
import dev.headroom.cache.LookupListener;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
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

  @Test
  @DisplayName(
      "warming where nothing would be kept is refused, instead of counting what is not there")
  void warming() {
    assertThatThrownBy(
            () ->
                writing.executeWithoutResult(
                    status ->
                        menu.warm(List.of("k"), key -> List.of(), keys -> Map.of("k", "inside"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("each load with a read-only transaction of its own");
    assertThat(menu.stats().entries()).isZero();
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

  @Test
  @DisplayName(
      "each change is told before the commit and after it, also one that comes while committing;"
          + " one that fails keeps no other from its end")
  void told() {
    CacheTransactions transactions = new CacheTransactions(false);
    Heard heard = new Heard(new ArrayList<>());
    Invalidation key = new Invalidation(Invalidation.Kind.KEY, "menu", "k");
    Invalidation tag = new Invalidation(Invalidation.Kind.TAG, "menu", "t");
    writing.executeWithoutResult(
        status -> {
          transactions.defer(tag, new Told(heard, "tag"));
          transactions.defer(tag, new Told(heard, "tag"));
          transactions.defer(key, new Told(heard, "fails"));
          transactions.defer(key, new Told(heard, "patch"));
          TransactionSynchronizationManager.registerSynchronization(
              new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                  transactions.defer(key, new Told(heard, "late"));
                }
              });
        });
    assertThat(heard.lines)
        .containsExactly(
            "before tag",
            "before fails",
            "before patch",
            "before late",
            "after tag",
            "after fails",
            "after patch",
            "after late");
    heard.lines.clear();
    writing.executeWithoutResult(
        status -> {
          transactions.defer(tag, new Told(heard, "tag"));
          status.setRollbackOnly();
        });
    assertThat(heard.lines).containsExactly("rolled back tag");
    heard.lines.clear();
    outcome.commitFails = true;
    assertThatThrownBy(
            () ->
                writing.executeWithoutResult(s -> transactions.defer(tag, new Told(heard, "tag"))))
        .isInstanceOf(TransactionSystemException.class);
    assertThat(heard.lines).containsExactly("before tag", "after tag");
  }

  /** Compared by identity. */
  private static final class Heard {
    private final List<String> lines;

    Heard(List<String> lines) {
      this.lines = lines;
    }
  }

  private record Told(Heard heard, String name) implements Change {
    @Override
    public void beforeCommit() {
      heard.lines.add("before " + name);
    }

    @Override
    public void committed() {
      heard.lines.add("after " + name);
      if (name.equals("fails")) {
        throw new IllegalStateException("on purpose");
      }
    }

    @Override
    public void rolledBack() {
      heard.lines.add("rolled back " + name);
    }
  }

  @Test
  @DisplayName("what a transaction has invalidated by pattern it does not read, all else it does")
  void pattern() {
    menu.get("menu/1", () -> "old");
    menu.get("order/1", () -> "old");
    writing.executeWithoutResult(
        status -> {
          menu.invalidateMatching("menu/*");
          assertThat(menu.get("menu/1", () -> "uncommitted")).isEqualTo("uncommitted");
          assertThat(menu.get("order/1", () -> "uncommitted")).isEqualTo("old");
          assertThat(elsewhere("menu/1")).isEqualTo("old");
        });
    assertThat(menu.get("menu/1", () -> "new")).isEqualTo("new");
  }
}
