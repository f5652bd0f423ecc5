package dev.headroom.agent;

import dev.headroom.bridge.TaskHooks;
import java.util.concurrent.Callable;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.function.Supplier;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.NullUnmarked;

/** What is inlined into executors and HTTP clients. See {@link JdbcAdvice}. */
@NullUnmarked
@SuppressWarnings("UnusedVariable") // an assignment here assigns in the woven method
final class TaskAdvice {

  private TaskAdvice() {}

  /** A {@code FutureTask} was made; one that is scheduled would keep the request for ever. */
  static final class Future {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object future,
        @Advice.FieldValue(value = "callable", readOnly = false) Callable<Object> callable) {
      if (!(future instanceof RunnableScheduledFuture)) {
        callable = TaskHooks.carried(callable);
      }
    }
  }

  static final class Supply {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(value = 1, readOnly = false) Supplier<Object> task) {
      task = TaskHooks.carried(task);
    }
  }

  static final class RunStage {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(value = 1, readOnly = false) Runnable task) {
      task = TaskHooks.carried(task);
    }
  }

  static final class Execute {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(value = 0, readOnly = false) Runnable task) {
      task = TaskHooks.carriedLambda(task);
    }
  }

  static final class VirtualThread {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(value = 3, readOnly = false) Runnable task) {
      task = TaskHooks.carried(task);
    }
  }

  static final class Call {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return TaskHooks.calling();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter long start) {
      TaskHooks.called(start);
    }
  }
}
