package dev.headroom.spring;

import dev.headroom.cache.Lookup;
import dev.headroom.cache.Namespace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A namespace as Spring's {@code Cache}.
 *
 * <p>{@code @Cacheable} without {@code sync} looks and later puts, on the same thread: the look
 * opens a ticket, the put redeems it, and an invalidation in between cancels it. A put without a
 * ticket ({@code @CachePut}) brings a value that cannot be ordered against other writers' values,
 * so it invalidates, and the next look-up loads what was committed.
 */
final class CacheAdapter implements Cache {

  private static final int MOST_OPEN = 64;

  private static final ThreadLocal<Deque<Open>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);

  private final Namespace<Object> namespace;

  CacheAdapter(Namespace<Object> namespace) {
    this.namespace = namespace;
  }

  @Override
  public String getName() {
    return namespace.name();
  }

  @Override
  public Object getNativeCache() {
    return namespace;
  }

  @Override
  public @Nullable ValueWrapper get(Object key) {
    String text = CacheKeys.text(key);
    Lookup<Object> lookup = namespace.lookUp(text, List.of());
    if (lookup.isHit()) {
      return new SimpleValueWrapper(lookup.value());
    }
    Deque<Open> open = OPEN.get();
    open.removeIf(other -> other.lookup().isLate());
    if (open.size() >= MOST_OPEN) {
      open.removeLast().lookup().abandon();
    }
    open.addFirst(new Open(this, text, lookup));
    return null;
  }

  @Override
  public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
    Lookup<Object> lookup = namespace.lookUp(CacheKeys.text(key), List.of());
    lookup.abandon();
    Object value = lookup.value();
    if (value != null && type != null && !type.isInstance(value)) {
      throw new IllegalStateException(
          "cache '"
              + getName()
              + "' holds "
              + value.getClass().getName()
              + " for this key, not "
              + type.getName());
    }
    @SuppressWarnings("unchecked") // Checked above.
    T cast = (T) value;
    return cast;
  }

  @Override
  @SuppressWarnings("unchecked") // Spring's contract: the loader's type is the cache's.
  public <T> @Nullable T get(Object key, Callable<T> loader) {
    try {
      return (T)
          namespace.get(
              CacheKeys.text(key),
              () -> {
                try {
                  return loader.call();
                } catch (Exception e) {
                  throw new Failed(e);
                }
              });
    } catch (Failed e) {
      throw new ValueRetrievalException(key, loader, e.getCause());
    }
  }

  @Override
  public void put(Object key, @Nullable Object value) {
    String text = CacheKeys.text(key);
    Deque<Open> open = OPEN.get();
    if (open.stream().noneMatch(other -> other.isFor(this, text))) {
      namespace.invalidate(text);
      return;
    }
    for (; ; ) {
      Open top = open.removeFirst();
      if (top.isFor(this, text)) {
        top.lookup().store(value);
        return;
      }
      top.lookup().abandon(); // Its method threw: it was called inside this one and is over.
    }
  }

  /** Returns what is there; does not store, for the reason given above. */
  @Override
  public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
    Lookup<Object> lookup = namespace.lookUp(CacheKeys.text(key), List.of());
    lookup.abandon();
    return lookup.isHit() ? new SimpleValueWrapper(lookup.value()) : null;
  }

  @Override
  public void evict(Object key) {
    namespace.invalidate(CacheKeys.text(key));
  }

  @Override
  public void clear() {
    namespace.clear();
  }

  private record Open(CacheAdapter cache, String key, Lookup<Object> lookup) {
    boolean isFor(CacheAdapter other, String text) {
      return cache.equals(other) && key.equals(text);
    }
  }

  /** Tells what the application's method threw from what the cache throws. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(Exception cause) {
      super(cause);
    }
  }
}
