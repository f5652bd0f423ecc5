package dev.headroom.bridge;

import java.util.concurrent.Callable;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What woven executors and HTTP clients call: a task that a request hands to another thread works
 * for that request there; a call to another service is told when it ends.
 */
public final class TaskHooks {

  private static volatile @Nullable Listener listener;

  private TaskHooks() {}

  /**
   * For the agent alone.
   *
   * @param to who is told from now on
   */
  public static void install(@Nullable Listener to) {
    listener = to;
  }

  /**
   * A task that is handed to another thread.
   *
   * @param task the application's task
   * @return the task, or one that works for this thread's request
   */
  public static Runnable carried(Runnable task) {
    Listener to = listener;
    return to == null || task == null ? task : to.carried(task);
  }

  /**
   * A task that is handed to another thread.
   *
   * @param task the application's task
   * @param <T> its result
   * @return the task, or one that works for this thread's request
   */
  public static <T> Callable<T> carried(Callable<T> task) {
    Listener to = listener;
    return to == null || task == null ? task : to.carried(task);
  }

  /**
   * A task that is handed to another thread.
   *
   * @param task the application's task
   * @param <T> its result
   * @return the task, or one that works for this thread's request
   */
  public static <T> Supplier<T> carried(Supplier<T> task) {
    Listener to = listener;
    return to == null || task == null ? task : to.carried(task);
  }

  /**
   * The task of a new future; one that is scheduled would keep the request for ever.
   *
   * @param future whose task it is
   * @param task the application's task
   * @param <T> its result
   * @return the task, or one that works for this thread's request
   */
  public static <T> Callable<T> carried(Object future, Callable<T> task) {
    return future instanceof RunnableScheduledFuture ? task : carried(task);
  }

  /**
   * A task as an executor takes it, which the executor may know by its type: only a plain lambda
   * can be exchanged without anybody noticing.
   *
   * @param task the application's task
   * @return the task, or one that works for this thread's request
   */
  public static Runnable carriedLambda(Runnable task) {
    if (task == null || !task.getClass().isHidden()) {
      return task;
    }
    Class<?>[] types = task.getClass().getInterfaces();
    return types.length == 1 && types[0] == Runnable.class ? carried(task) : task;
  }

  /**
   * A call to another service begins.
   *
   * @return the time, or {@link JdbcHooks#NOBODY} within another one, or while nobody listens
   */
  public static long calling() {
    Listener to = listener;
    return to == null ? JdbcHooks.NOBODY : to.calling();
  }

  /**
   * It ended.
   *
   * @param start what {@link #calling} returned
   */
  public static void called(long start) {
    Listener to = listener;
    if (to != null && start != JdbcHooks.NOBODY) {
      to.called(start);
    }
  }

  /** The agent behind this class; the methods are those above. */
  public interface Listener {

    /**
     * See {@link TaskHooks#carried(Runnable)}.
     *
     * @param task the task
     * @return the task to run
     */
    Runnable carried(Runnable task);

    /**
     * See {@link TaskHooks#carried(Callable)}.
     *
     * @param task the task
     * @param <T> its result
     * @return the task to call
     */
    <T> Callable<T> carried(Callable<T> task);

    /**
     * See {@link TaskHooks#carried(Supplier)}.
     *
     * @param task the task
     * @param <T> its result
     * @return the task to call
     */
    <T> Supplier<T> carried(Supplier<T> task);

    /**
     * See {@link TaskHooks#calling}.
     *
     * @return the time
     */
    long calling();

    /**
     * See {@link TaskHooks#called}.
     *
     * @param start the time
     */
    void called(long start);
  }
}
