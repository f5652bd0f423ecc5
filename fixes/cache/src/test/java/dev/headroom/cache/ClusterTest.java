package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three masters, and a cache of sixteen partitions over them. */
class ClusterTest {

  private static final int SLOTS = 16_384;

  @TempDir private Path directory;
  private final List<DevRedis> servers = new ArrayList<>();
  private final List<RedisClient> clients = new ArrayList<>();
  private CacheOptions options;

  @BeforeEach
  void start() {
    List<Integer> buses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int bus = DevRedis.freePort();
      buses.add(bus);
      servers.add(
          DevRedis.start(
              "cluster-enabled yes",
              "cluster-config-file " + directory.resolve("nodes-" + i + ".conf"),
              "cluster-port " + bus,
              "cluster-node-timeout 2000",
              "cluster-require-full-coverage no"));
      clients.add(RedisClient.create(servers.get(i).uri()));
    }
    for (int i = 0; i < 3; i++) {
      int from = i * SLOTS / 3;
      int to = (i + 1) * SLOTS / 3;
      var sync = clients.get(i).connect().sync();
      sync.clusterAddSlots(IntStream.range(from, to).toArray());
      sync.clusterSetConfigEpoch(i + 1);
    }
    for (int i = 1; i < 3; i++) {
      clients
          .get(0)
          .connect()
          .sync()
          .dispatch(
              CommandType.CLUSTER,
              new StatusOutput<>(StringCodec.UTF8),
              new CommandArgs<>(StringCodec.UTF8)
                  .add("MEET")
                  .add("127.0.0.1")
                  .add(servers.get(i).port())
                  .add(buses.get(i)));
    }
    for (RedisClient client : clients) {
      var sync = client.connect().sync();
      Await.until(
          () ->
              sync.clusterInfo().contains("cluster_state:ok")
                  && sync.clusterInfo().contains("cluster_slots_ok:16384"));
    }
    String hosts =
        servers.stream()
            .map(server -> "127.0.0.1:" + server.port())
            .collect(Collectors.joining(","));
    options =
        new CacheOptions(
            "redis-cluster://" + hosts,
            Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(1))),
            Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    servers.forEach(DevRedis::close);
  }

  private static Map<String, String> all(List<String> keys, String value) {
    return keys.stream().collect(Collectors.toMap(key -> key, key -> value));
  }

  @Test
  @DisplayName("D4: in a cluster values are shared, spread, and invalidated in every partition")
  void works() {
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> "key " + i).toList();
    try (HeadroomCache one = HeadroomCache.open(options);
        HeadroomCache two = HeadroomCache.open(options)) {
      assertThat(one.health().redis()).isEqualTo(CacheHealth.Redis.UP);
      assertThat(one.partitions()).hasSize(ClusterConnector.PARTITIONS);
      Namespace<String> here = one.namespace("menu", String.class);
      Namespace<String> there = two.namespace("menu", String.class);
      List<Runnable> ways =
          List.of(
              () -> there.invalidateTag("t"),
              () -> there.invalidateMatching("key *"),
              there::clear,
              () -> keys.forEach(there::invalidate));
      for (int i = 0; i < ways.size(); i++) {
        String old = "old " + i;
        String fresh = "new " + i;
        here.getAll(keys, key -> List.of("t"), missing -> all(missing, old));
        clients.forEach(client -> client.connect().sync().configResetstat());
        assertThat(there.getAll(keys, key -> List.of("t"), missing -> all(missing, "never")))
            .containsOnlyKeys(keys)
            .doesNotContainValue("never");
        assertThat(reads()).as("one read a partition").isLessThanOrEqualTo(16);
        ways.get(i).run();
        assertThat(there.getAll(keys, key -> List.of("t"), missing -> all(missing, fresh)))
            .containsValue(fresh)
            .doesNotContainValue(old);
        Await.until(
            () ->
                !here.getAll(keys, key -> List.of("t"), missing -> all(missing, fresh))
                    .containsValue(old));
        // Only by the one that fills next: what it hears later of another would refuse its fills.
        here.clear();
      }
      for (RedisClient client : clients) {
        assertThat(client.connect().sync().dbsize()).isPositive();
      }
    }
  }

  private long reads() {
    long calls = 0;
    for (RedisClient client : clients) {
      for (String line : client.connect().sync().info("commandstats").split("\r\n", -1)) {
        if (line.startsWith("cmdstat_mget:") || line.startsWith("cmdstat_get:")) {
          calls += Long.parseLong(line.replaceAll(".*calls=(\\d+).*", "$1"));
        }
      }
    }
    return calls;
  }

  @Test
  @DisplayName(
      "R1: a server of the cluster gone: no failed look-up, and the other partitions go on")
  void partlyGone() {
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> "key " + i).toList();
    try (HeadroomCache one = HeadroomCache.open(options);
        HeadroomCache two = HeadroomCache.open(options)) {
      Namespace<String> here = one.namespace("menu", String.class);
      Namespace<String> there = two.namespace("menu", String.class);
      here.getAll(keys, missing -> all(missing, "old"));
      servers.get(2).close();
      Await.until(() -> one.health().redis() == CacheHealth.Redis.DOWN);
      Await.until(() -> two.health().redis() == CacheHealth.Redis.DOWN);
      Map<String, String> found = there.getAll(keys, missing -> all(missing, "loaded"));
      assertThat(found).containsOnlyKeys(keys).containsValues("old", "loaded");
      here.invalidateTag("t");
      here.clear();
      assertThat(here.getAll(keys, missing -> all(missing, "new"))).doesNotContainValue("old");
      assertThat(one.health().journal()).isPositive();
    }
  }
}
