package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * The request and its fixes as a value of Micrometer's context propagation: wherever that carries
 * thread-locals (reactive code with {@code spring.reactor.context-propagation=auto}, {@code
 * ContextExecutorService}, {@code ContextSnapshot}), Headroom's go along. One per application
 * context, in the JVM's registry, until the context is closed.
 */
final class CarriedContext implements ThreadLocalAccessor<CarriedContext.Carried>, DisposableBean {

  private static final AtomicLong CONTEXTS = new AtomicLong();

  private final String key = "headroom.request." + CONTEXTS.incrementAndGet();
  private final Observer observer;
  private final Fixes fixes;

  /** What was set on this thread and not yet restored, the last first. */
  private final ThreadLocal<Deque<Stay>> stays = ThreadLocal.withInitial(ArrayDeque::new);

  /** A request, with its fixes. */
  record Carried(Request request, long flags) {}

  /** One stay. */
  private record Stay(Observer.Scope work, Fixes.Entered entered) {}

  CarriedContext(Observer observer, Fixes fixes) {
    this.observer = observer;
    this.fixes = fixes;
    ContextRegistry.getInstance().registerThreadLocalAccessor(this);
  }

  @Override
  public void destroy() {
    ContextRegistry.getInstance().removeThreadLocalAccessor(key);
  }

  @Override
  public Object key() {
    return key;
  }

  @Override
  public @Nullable Carried getValue() {
    Request request = observer.current();
    return request == null ? null : new Carried(request.whole(), fixes.flags());
  }

  @Override
  public void setValue(Carried carried) {
    stays.get().push(new Stay(observer.carry(carried.request()), fixes.enter(carried.flags())));
  }

  @Override
  public void setValue() {
    stays.get().push(new Stay(observer.resume(null), fixes.enter(fixes.flags())));
  }

  @Override
  public void restore(Carried before) {
    restore();
  }

  @Override
  public void restore() {
    Deque<Stay> mine = stays.get();
    Stay stay = mine.poll();
    if (stay != null) {
      stay.entered().close();
      stay.work().close();
    }
    if (mine.isEmpty()) {
      stays.remove();
    }
  }
}
