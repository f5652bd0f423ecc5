package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases of a node that has lost its server; the loader's deadline is far beyond the tests'. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeftLeasesTest {

  private static CacheOptions options(DevRedis redis) {
    return CacheOptions.of(
        redis.uri(),
        Map.of(
            "menu",
            NamespaceOptions.ofTtl(Duration.ofMinutes(30))
                .withLoaderDeadline(Duration.ofMinutes(10))));
  }

  @Test
  @DisplayName(
      "R1: a lease whose server was lost during the load is given back: nobody waits for it")
  void lostWhileLoading() {
    try (DevRedis redis = DevRedis.start();
        HeadroomCache cut = HeadroomCache.open(options(redis));
        HeadroomCache other = HeadroomCache.open(options(redis))) {
      Partition partition = cut.partitions().get(0);
      Await.until(() -> partition.remote() != null);
      String here =
          cut.namespace("menu", String.class)
              .get(
                  "k",
                  () -> {
                    Remote server = partition.remote();
                    assertThat(server).isNotNull();
                    partition.lose(
                        server, new RemoteFailure(RemoteFailure.Kind.LOST, "cut for a test", null));
                    return "here";
                  });
      assertThat(here).isEqualTo("here");
      assertThat(other.namespace("menu", String.class).get("k", () -> "there")).isEqualTo("there");
    }
  }

  @Test
  @DisplayName("R1: so is one that could not be given back while its node was joining")
  void leftWhileJoining() {
    try (DevRedis redis = DevRedis.start();
        HeadroomCache here = HeadroomCache.open(options(redis));
        HeadroomCache other = HeadroomCache.open(options(redis))) {
      Partition partition = here.partitions().get(0);
      Await.until(() -> partition.remote() != null); // A busy machine joins late.
      Remote server = Objects.requireNonNull(partition.remote());
      List<Remote.Ask> asks = List.of(ask("k", 600_000));
      assertThat(server.lookOrLease("menu", asks).await().get(0).what())
          .isEqualTo(Remote.Answer.What.LEASED);
      partition.leave("menu", asks); // As a load does that ends before the node is back in use.
      assertThat(other.namespace("menu", String.class).get("k", () -> "there")).isEqualTo("there");
    }
  }

  @Test
  @DisplayName("the oldest of too many are forgotten, and those that have ended are not given back")
  void bounded() {
    long[] now = {0};
    LeftLeases left = new LeftLeases(() -> now[0]);
    for (int i = 0; i < LeftLeases.MOST + 5; i++) {
      left.add("menu", List.of(ask("k" + i, 1_000)));
    }
    assertThat(left.open()).hasSize(LeftLeases.MOST);
    assertThat(left.open().get(0).ask().key()).isEqualTo("k5");
    left.add("menu", List.of(ask("long", 3_000)));
    now[0] = TimeUnit.SECONDS.toNanos(2);
    assertThat(left.open()).extracting(one -> one.ask().key()).containsExactly("long");
  }

  private static Remote.Ask ask(String key, long millis) {
    return new Remote.Ask(key, List.of(), "node:" + key, millis, "");
  }
}
