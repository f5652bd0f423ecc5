package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a node keeps is bounded, and beyond the bound it forgets values, never invalidations. */
class JournalTest {

  private final AtomicLong ticker = new AtomicLong();
  private final Journal journal = new Journal(ticker::get);

  private static Invalidation key(int i) {
    return new Invalidation(Invalidation.Kind.KEY, "menu", "key " + i);
  }

  private static Invalidation all(String namespace) {
    return new Invalidation(Invalidation.Kind.NAMESPACE, namespace, "");
  }

  @Test
  @DisplayName("beyond 10,000 untold invalidations a namespace is invalidated as a whole")
  void untold() {
    Invalidation other = new Invalidation(Invalidation.Kind.TAG, "token", "t");
    journal.add(other);
    for (int i = 0; i < 3 * Journal.MOST; i++) {
      journal.add(key(i));
      assertThat(journal.size()).isLessThanOrEqualTo(Journal.MOST);
    }
    assertThat(journal.untold()).containsExactly(other, all("menu"));
  }

  @Test
  @DisplayName("what was sent in the last 30 s is sent again, however much it was")
  void recent() {
    journal.sending(key(-1));
    ticker.addAndGet(Duration.ofSeconds(31).toNanos());
    journal.sending(key(0));
    journal.recall();
    assertThat(journal.untold()).containsExactly(key(0));
    journal.told(key(0));
    for (int i = 0; i < 5_000; i++) {
      journal.sending(key(i));
    }
    journal.recall();
    assertThat(journal.untold()).contains(all("menu"));
    assertThat(journal.size()).isLessThan(1_100);
  }

  @Test
  @DisplayName("beyond 100,000 tags a process without Redis starts from empty, and goes on right")
  void names() {
    NamespaceOptions options = NamespaceOptions.ofTtl(Duration.ofHours(1));
    try (HeadroomCache cache = HeadroomCache.open(CacheOptions.of(null, Map.of("menu", options)))) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      menu.get("k", List.of("t"), () -> "old");
      menu.invalidateTag("t");
      menu.get("other", () -> "kept so far");
      Generations before = cache.partitions().get(0).generations();
      for (int i = 0; i <= Generations.MOST_NAMES; i++) {
        menu.invalidateTag("tag " + i);
      }
      assertThat(cache.partitions().get(0).generations()).isNotSameAs(before);
      assertThat(menu.get("k", List.of("t"), () -> "new")).isEqualTo("new");
      assertThat(menu.get("other", () -> "anew")).isEqualTo("anew");
      menu.invalidateTag("t");
      assertThat(menu.get("k", List.of("t"), () -> "newer")).isEqualTo("newer");
    }
  }
}
