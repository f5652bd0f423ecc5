package shop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits where a virtual thread cannot leave its carrier: while a class is being initialised. */
public final class Pinning {

  private Pinning() {}

  private static final class Slow {
    static final boolean LOADED = waited();

    private static boolean waited() {
      try {
        return !new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static boolean load() {
    return Slow.LOADED;
  }
}
