package dev.headroom.junit;

import dev.headroom.loop.Observations;
import dev.headroom.observe.ObserveOptions;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a test method, as one request of an observer of its own: tests that run at the
 * same time cannot mix.
 *
 * <p>Which test a thread works for is known for the test's own thread and for those it was {@link
 * HeadroomData#carried carried} to. Any other thread (a server's, a pool's) works for the only test
 * that runs; while several do, for none.
 */
final class ObservedTest {

  private static final ThreadLocal<@Nullable Stay> OF_THREAD = new ThreadLocal<>();
  private static final Set<ObservedTest> RUNNING = ConcurrentHashMap.newKeySet();

  private final Class<?> type;
  private final String name;
  private final Observer observer;
  private final Request request;
  private volatile boolean ended;

  /** Threads that work for this test because it is the only one. */
  private final Map<Thread, Observer.Scope> adopted = new ConcurrentHashMap<>();

  /** A thread's test; adopted if nobody said so and it is the only one. */
  private record Stay(ObservedTest test, boolean adopted) {}

  private ObservedTest(Class<?> type, Method method, Duration slow) {
    this.type = type;
    this.name = simpleName(type) + "." + method.getName();
    ObserveOptions options = ObserveOptions.defaults();
    this.observer =
        new Observer(new ObserveOptions(options.samples(), slow, options.slowRequest()));
    this.request = observer.begin("test", () -> name);
  }

  static ObservedTest begin(Class<?> type, Method method, Duration slow) {
    ObservedTest test = new ObservedTest(type, method, slow);
    RUNNING.add(test);
    OF_THREAD.set(new Stay(test, false));
    return test;
  }

  void end() {
    OF_THREAD.remove();
    RUNNING.remove(this);
    ended = true;
    adopted.values().forEach(Observer.Scope::close);
    observer.end(request, name, 200);
  }

  /** The test of this thread, or null. A thread may outlive its test, or have been adopted. */
  static @Nullable ObservedTest ofThread() {
    Stay stay = OF_THREAD.get();
    if (stay != null && !stay.test.ended) {
      return !stay.adopted || only() == stay.test ? stay.test : null;
    }
    ObservedTest only = only();
    if (only != null) {
      only.adopt();
    }
    return only;
  }

  private static @Nullable ObservedTest only() {
    var running = RUNNING.iterator();
    ObservedTest one = running.hasNext() ? running.next() : null;
    return running.hasNext() ? null : one;
  }

  /** This thread works for this test until it ends, so that repeats on it are seen as such. */
  private void adopt() {
    Observer.Scope before = adopted.put(Thread.currentThread(), observer.carry(request));
    if (before != null) {
      before.close();
    }
    OF_THREAD.set(new Stay(this, true));
  }

  /** Works for this test on another thread, until closed. */
  Observer.Scope enter() {
    Stay before = OF_THREAD.get();
    Observer.Scope work = observer.carry(request);
    OF_THREAD.set(new Stay(this, false));
    return () -> {
      OF_THREAD.set(before);
      work.close();
    };
  }

  Observer observer() {
    return observer;
  }

  /** {@code ShopTest.menu}. */
  String name() {
    return name;
  }

  Observations observations() {
    return observer.snapshot();
  }

  /** Whether a line stands in the test class itself, not in what it tests. */
  boolean isOwn(String codeLine) {
    int open = codeLine.indexOf('(');
    int method = open < 0 ? -1 : codeLine.lastIndexOf('.', open);
    return method >= 0 && codeLine.substring(0, method).equals(simpleName(type));
  }

  private static String simpleName(Class<?> type) {
    String binary = type.getName();
    return binary.substring(binary.lastIndexOf('.') + 1).replace('$', '.');
  }
}
