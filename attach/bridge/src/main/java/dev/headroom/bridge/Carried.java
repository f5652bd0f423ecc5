package dev.headroom.bridge;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known about an object: in its own field, or in a weak table by identity. */
public final class Carried {

  /** More objects without a field are not remembered, so that the table stays small. */
  private static final int MOST = 10_000;

  private static final ConcurrentHashMap<Key, Object> OTHERS = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

  private Carried() {}

  /**
   * What is known about an object.
   *
   * @param of any object
   * @return null if nothing is
   */
  public static @Nullable Object get(@Nullable Object of) {
    if (of instanceof Carrier carrier) {
      return carrier.headroom$state();
    }
    return of == null || OTHERS.isEmpty() ? null : OTHERS.get(new Key(of, null));
  }

  /**
   * Remembers something about an object.
   *
   * @param of any object
   * @param state null to forget
   */
  public static void put(@Nullable Object of, @Nullable Object state) {
    if (of instanceof Carrier carrier) {
      carrier.headroom$state(state);
      return;
    }
    for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
      OTHERS.remove(gone);
    }
    if (of == null) {
      return;
    }
    if (state == null) {
      OTHERS.remove(new Key(of, null));
    } else if (OTHERS.size() < MOST) {
      OTHERS.put(new Key(of, GONE), state);
    }
  }

  /** Equal for the same object, and to itself when the object is gone. */
  private static final class Key extends WeakReference<Object> {

    private final int hash;

    Key(Object of, @Nullable ReferenceQueue<Object> queue) {
      super(of, queue);
      this.hash = System.identityHashCode(of);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object mine = get();
      return mine != null && other instanceof Key key && key.refersTo(mine);
    }
  }
}
