package dev.headroom.junit;

import dev.headroom.loop.Observations;
import dev.headroom.observe.ObserveOptions;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import java.lang.reflect.Method;
import java.time.Duration;
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

  private static final ThreadLocal<@Nullable ObservedTest> OF_THREAD = new ThreadLocal<>();
  private static final Set<ObservedTest> RUNNING = ConcurrentHashMap.newKeySet();

  private final Class<?> type;
  private final String name;
  private final Observer observer;
  private final Request request;
  private volatile boolean ended;

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
    OF_THREAD.set(test);
    return test;
  }

  void end() {
    OF_THREAD.remove();
    RUNNING.remove(this);
    ended = true;
    observer.end(request, name, 200);
  }

  /** The test of this thread, or null. */
  static @Nullable ObservedTest ofThread() {
    ObservedTest test = OF_THREAD.get();
    return test == null || test.ended ? null : test; // a thread may outlive its test
  }

  /** The test that a thread without one works for: the only one that runs, or null. */
  static @Nullable ObservedTest only() {
    var running = RUNNING.iterator();
    ObservedTest one = running.hasNext() ? running.next() : null;
    return running.hasNext() ? null : one;
  }

  /** Works for this test on another thread, until closed. */
  Observer.Scope enter() {
    ObservedTest before = OF_THREAD.get();
    Observer.Scope work = observer.carry(request);
    Thread thread = Thread.currentThread();
    OF_THREAD.set(this);
    return () -> {
      if (thread == Thread.currentThread()) { // a connection may be given back by another
        OF_THREAD.set(before);
      }
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
