package dev.headroom.agent;

import dev.headroom.bridge.JdbcHooks;
import dev.headroom.bridge.TaskHooks;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Carries requests to other threads, and times calls to other services. */
@SuppressWarnings("try") // a scope is held, not used
final class TaskReports implements TaskHooks.Listener {

  private final Observer observer;

  /** Whether this thread is in a call: clients are built on one another. */
  private final ThreadLocal<Boolean> calling = new ThreadLocal<>();

  TaskReports(Observer observer) {
    this.observer = observer;
  }

  /** A type of its own, so that a task is wrapped once. */
  private record CarriedTask(Observer observer, Request request, Runnable task)
      implements Runnable {
    @Override
    public void run() {
      try (Observer.Scope scope = observer.carry(request)) {
        task.run();
      }
    }
  }

  private record CarriedCall<T>(Observer observer, Request request, Callable<T> task)
      implements Callable<T> {
    @Override
    public T call() throws Exception {
      try (Observer.Scope scope = observer.carry(request)) {
        return task.call();
      }
    }
  }

  private record CarriedSupplier<T>(Observer observer, Request request, Supplier<T> task)
      implements Supplier<T> {
    @Override
    public T get() {
      try (Observer.Scope scope = observer.carry(request)) {
        return task.get();
      }
    }
  }

  @Override
  public Runnable carried(Runnable task) {
    Request request = observer.current();
    return request == null || task instanceof CarriedTask
        ? task
        : new CarriedTask(observer, request, task);
  }

  @Override
  public <T> Callable<T> carried(Callable<T> task) {
    Request request = observer.current();
    return request == null || task instanceof CarriedCall
        ? task
        : new CarriedCall<>(observer, request, task);
  }

  @Override
  public <T> Supplier<T> carried(Supplier<T> task) {
    Request request = observer.current();
    return request == null || task instanceof CarriedSupplier
        ? task
        : new CarriedSupplier<>(observer, request, task);
  }

  @Override
  public long calling() {
    if (observer.current() == null || calling.get() != null) {
      return JdbcHooks.NOBODY;
    }
    calling.set(Boolean.TRUE);
    return System.nanoTime();
  }

  @Override
  public void called(long start) {
    calling.remove();
    observer.call(System.nanoTime() - start);
  }
}
