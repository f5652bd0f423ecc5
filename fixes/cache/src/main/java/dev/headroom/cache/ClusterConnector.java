package dev.headroom.cache;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A cluster: 16 partitions, each wherever its slot is now. A server that says that a slot has moved
 * counts as lost; the next connection goes by a topology that was asked for anew.
 */
final class ClusterConnector extends RedisConnector {

  /** The same for all nodes and releases: the keys depend on it. */
  static final int PARTITIONS = 16;

  private final RedisClusterClient cluster;

  ClusterConnector(List<RedisURI> seeds, Duration timeout) {
    super(seeds.get(0), timeout);
    seeds.forEach(seed -> patient(seed, timeout));
    this.cluster = RedisClusterClient.create(resources, seeds);
  }

  @Override
  int partitions() {
    return PARTITIONS;
  }

  @Override
  Remote connect(int partition) {
    RedisClusterNode master;
    try {
      cluster.refreshPartitions();
      master = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot("{hr:" + partition + "}"));
    } catch (RedisException e) {
      throw new RemoteFailure(
          RemoteFailure.Kind.LOST, "no topology of the cluster: " + e.getMessage(), e);
    }
    if (master == null) {
      throw new RemoteFailure(
          RemoteFailure.Kind.LOST, "no server has the slot of partition " + partition, null);
    }
    return connect(partition, patient(master.getUri(), timeout));
  }

  @Override
  public void close() {
    cluster.shutdown(0, 1, TimeUnit.SECONDS);
    super.close();
  }
}
