package dev.headroom.cache;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes a cached value in place; see {@link Namespace#patch}. */
final class Patcher<V> {

  private static final int MOST_TRIES = 10;

  private final String namespace;
  private final NamespaceOptions options;
  private final List<Shard<V>> shards;
  private final Packer<V> packer;
  private final Counters counters;

  Patcher(
      String namespace,
      NamespaceOptions options,
      List<Shard<V>> shards,
      Packer<V> packer,
      Counters counters) {
    this.namespace = namespace;
    this.options = options;
    this.shards = shards;
    this.packer = packer;
    this.counters = counters;
  }

  /**
   * What is to be changed and how.
   *
   * @param tags instead of those it has; null to leave them
   */
  record Edit<V>(
      long version,
      ToLongFunction<V> versionOf,
      UnaryOperator<V> change,
      @Nullable List<String> tags) {

    /** The changed value; the same if it has this version or a newer one already. */
    V applied(V value) {
      return versionOf.applyAsLong(value) >= version ? value : change.apply(value);
    }
  }

  /** True if the value now has this version or a newer one; else the key is invalidated. */
  boolean patch(String key, Edit<V> edit) {
    Shard<V> shard = Shard.of(shards, key);
    boolean patched =
        shard.partition().isAlone() ? here(shard, key, edit) : inRedis(shard, key, edit);
    if (patched) {
      counters.patches.increment();
    }
    return patched;
  }

  private boolean here(Shard<V> shard, String key, Edit<V> edit) {
    return shard.local().patch(key, old -> changed(shard, old, edit));
  }

  private @Nullable Entry<V> changed(Shard<V> shard, @Nullable Entry<V> old, Edit<V> edit) {
    V value = old == null ? null : old.value();
    if (old == null || value == null) {
      return null;
    }
    V next = edit.applied(value);
    byte[] json = options.maxBytes() > 0 ? packer.json(next) : null;
    Guards guards =
        edit.tags() == null
            ? old.guards()
            : shard.partition().generations().guards(namespace, edit.tags());
    return old.with(next, guards, json == null ? old.bytes() : json.length);
  }

  private boolean inRedis(Shard<V> shard, String key, Edit<V> edit) {
    Partition partition = shard.partition();
    Invalidation gone = new Invalidation(Invalidation.Kind.KEY, namespace, key);
    for (int i = 0; i < MOST_TRIES; i++) {
      Remote server = partition.remote();
      if (server == null || !options.levels().inRedis()) {
        break;
      }
      try {
        byte[] from = server.get(namespace, List.of(key)).await().get(0);
        byte[] to = from == null ? null : edited(from, edit);
        if (from == null || to == null) {
          break;
        }
        partition.patching(gone);
        Remote.Patched patched = server.patch(namespace, key, from, to);
        if (patched.what() != Remote.Patched.What.CHANGED) {
          partition.follow(server, gone, patched.stamp());
          return patched.what() == Remote.Patched.What.PATCHED;
        }
      } catch (RemoteFailure e) {
        if (e.kind() == RemoteFailure.Kind.LOST) {
          partition.lose(server, e);
        }
        break;
      }
    }
    partition.invalidate(gone);
    return false;
  }

  private byte @Nullable [] edited(byte[] from, Edit<V> edit) {
    Header header = Header.read(from);
    Packer.Unpacked<V> unpacked = header == null ? null : packer.unpack(header, from);
    V value = unpacked == null ? null : unpacked.value();
    if (header == null || value == null) {
      return null;
    }
    V next = edit.applied(value);
    List<String> tags = edit.tags() == null ? header.tags() : edit.tags();
    Packer.Packed packed = packer.pack(next, header, tags, options.compression());
    return packed == null ? null : packed.form();
  }
}
