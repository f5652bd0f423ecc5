package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TwoNodesTest extends TwoNodes {

  @Test
  @DisplayName("D4: what one node loaded the other finds in Redis, and then in its process")
  void sharesThroughRedis() {
    AtomicInteger loads = new AtomicInteger();
    Loader<String> loader = () -> "v" + loads.incrementAndGet();
    assertThat(here.get("k", loader)).isEqualTo("v1");
    assertThat(there.get("k", loader)).isEqualTo("v1");
    assertThat(there.get("k", loader)).isEqualTo("v1");
    assertThat(loads).hasValue(1);
    assertThat(there.stats().l2Hits()).isEqualTo(1);
    assertThat(there.stats().l1Hits()).isEqualTo(1);
    assertThat(here.stats().misses()).isEqualTo(1);
  }

  @Test
  @DisplayName("an invalidation on one node is seen on the other: key, tag and clear")
  void invalidationReachesTheOther() {
    AtomicInteger loads = new AtomicInteger();
    Loader<String> loader = () -> "v" + loads.incrementAndGet();
    List<Runnable> ways =
        List.of(() -> there.invalidate("k"), () -> there.invalidateTag("category 7"), there::clear);
    for (Runnable invalidate : ways) {
      String before = here.get("k", List.of("category 7"), loader);
      assertThat(there.get("k", List.of("category 7"), loader)).isEqualTo(before);
      invalidate.run();
      assertThat(there.get("k", List.of("category 7"), loader)).isNotEqualTo(before);
      Await.until(() -> !before.equals(here.get("k", List.of("category 7"), loader)));
    }
  }
}
