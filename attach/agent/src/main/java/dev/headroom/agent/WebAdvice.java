package dev.headroom.agent;

import dev.headroom.bridge.WebHooks;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.NullUnmarked;

/** What is inlined into servlets and filter chains. See {@link JdbcAdvice}. */
@NullUnmarked
final class WebAdvice {

  private WebAdvice() {}

  static final class Serve {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) Object request, @Advice.Argument(1) Object response) {
      return WebHooks.enter(request, response);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Object entered, @Advice.Thrown Throwable thrown) {
      WebHooks.exit(entered, thrown);
    }
  }
}
