package dev.headroom.cache;

import java.util.List;

/** A namespace's part in one partition. */
record Shard<V>(Partition partition, LocalLevel<V> local) {

  /** The partition of a key, the same on every node and in every release. */
  static int index(String key, int partitions) {
    if (partitions == 1) {
      return 0;
    }
    int hash = key.hashCode(); // Its formula is part of Java's contract.
    return ((hash ^ (hash >>> 16)) & Integer.MAX_VALUE) % partitions;
  }

  static <V> Shard<V> of(List<Shard<V>> shards, String key) {
    return shards.get(index(key, shards.size()));
  }
}
