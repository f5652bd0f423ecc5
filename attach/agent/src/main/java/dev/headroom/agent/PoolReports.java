package dev.headroom.agent;

import dev.headroom.bridge.Carried;
import dev.headroom.bridge.PoolHooks;
import dev.headroom.observe.Hold;
import dev.headroom.observe.Observer;
import dev.headroom.observe.PoolGauges;
import dev.headroom.observe.WovenPools;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what woven pools tell.
 *
 * <p>A connection that an application opens without a pool is held too, if a request opened it; one
 * that a pool opens for itself is not, whatever the pool: its frames are on the stack, and opening
 * is rare enough to look.
 */
final class PoolReports implements PoolHooks.Listener {

  private static final String NO_POOL = "(no pool)";
  private static final StackWalker WALKER = StackWalker.getInstance();

  private final Observer observer;
  private final WovenPools pools;
  private final @Nullable PoolPlans plans;
  private final AtomicInteger unnamed = new AtomicInteger();

  /** Without plans, none is asked for. */
  PoolReports(Observer observer, @Nullable PoolPlans plans) {
    this.observer = observer;
    this.pools = new WovenPools(observer);
    this.plans = plans;
  }

  private record Asked(Object source, boolean pool, @Nullable String name, long start) {}

  @Override
  public Object asked(Object source) {
    boolean pool = PoolWeaving.isPool(source.getClass());
    String name = pool && Carried.get(source) instanceof String known ? known : null;
    return new Asked(source, pool, name, pools.asked(name));
  }

  @Override
  public void taken(Object asked, @Nullable Object connection, @Nullable Throwable thrown) {
    Asked by = (Asked) asked;
    if (!by.pool && (thrown != null || observer.current() == null || forPool())) {
      pools.opened(by.start);
      return;
    }
    String name = by.name;
    if (name == null) {
      name = by.pool ? named(by.source, thrown == null) : NO_POOL;
    }
    Hold hold = pools.taken(by.start, name, connection, thrown);
    if (hold != null && connection != null) {
      Carried.put(connection, hold);
    }
  }

  @Override
  public void given(Object connection) {
    if (Carried.get(connection) instanceof Hold hold) {
      Carried.put(connection, null);
      observer.given(hold);
    }
  }

  /** The pool's name; once it has given a connection, it has its final one, and gauges. */
  private synchronized String named(Object source, boolean started) {
    if (Carried.get(source) instanceof String known) {
      return known;
    }
    String otherwise = "pool-" + (unnamed.get() + 1);
    PoolGauges gauges =
        source instanceof DataSource dataSource ? PoolGauges.of(dataSource, otherwise) : null;
    if (gauges == null) {
      gauges = OtherGauges.of(source, otherwise);
    }
    String name = gauges == null ? otherwise : gauges.name();
    if (started) {
      if (name.equals(otherwise)) {
        unnamed.incrementAndGet();
      }
      Carried.put(source, name);
      if (gauges != null) {
        observer.pool(gauges);
      }
      if (plans != null) {
        plans.pool(source, name);
      }
    }
    return name;
  }

  private static boolean forPool() {
    return WALKER.walk(
        frames -> {
          Iterator<StackWalker.StackFrame> left = frames.skip(2).iterator();
          while (left.hasNext()) {
            String type = left.next().getClassName();
            if ((type.contains("Pool") || type.contains("pool"))
                && !type.contains("ThreadPool")
                && !type.startsWith("dev.headroom.agent.")
                && !type.startsWith("java.")) {
              return true;
            }
          }
          return false;
        });
  }
}
