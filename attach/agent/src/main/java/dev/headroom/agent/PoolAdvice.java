package dev.headroom.agent;

import dev.headroom.bridge.PoolHooks;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.NullUnmarked;

/** What is inlined into pools, data sources and drivers. See {@link JdbcAdvice}. */
@NullUnmarked
final class PoolAdvice {

  private PoolAdvice() {}

  static final class Take {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.This Object source) {
      return PoolHooks.asked(source);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Object asked,
        @Advice.Return Object connection,
        @Advice.Thrown Throwable thrown) {
      PoolHooks.taken(asked, connection, thrown);
    }
  }

  static final class Close {
    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.This Object connection) {
      PoolHooks.given(connection);
    }
  }

  static final class Return {
    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Argument(0) Object connection) {
      PoolHooks.given(connection);
    }
  }
}
