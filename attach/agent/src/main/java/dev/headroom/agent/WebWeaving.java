package dev.headroom.agent;

import static dev.headroom.agent.Advice.From.ENTERED;
import static dev.headroom.agent.Advice.From.FIRST;
import static dev.headroom.agent.Advice.From.SECOND;
import static dev.headroom.agent.Advice.From.THROWN;

import dev.headroom.agent.Advice.Call;
import org.jspecify.annotations.Nullable;

/**
 * Servlets and the filter chains before them, of both APIs. The container's filter chain is the
 * outermost of them, so that filters count; a container whose chain is not recognised still calls
 * {@code HttpServlet.service}.
 */
final class WebWeaving implements Weaving {

  private static final Advice SERVE =
      Advice.around(
          Call.of(
              "WebHooks",
              "enter",
              "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
              FIRST,
              SECOND),
          Call.of(
              "WebHooks", "exit", "(Ljava/lang/Object;Ljava/lang/Throwable;)V", ENTERED, THROWN));

  @Override
  public boolean wants(String name) {
    return name.equals("jakarta.servlet.http.HttpServlet")
        || name.equals("javax.servlet.http.HttpServlet")
        || (name.indexOf("Chain", name.lastIndexOf('.') + 1) >= 0
            && !name.startsWith("org.springframework.")
            && !name.startsWith("io.opentelemetry."));
  }

  @Override
  public @Nullable Plan plan(ClassFile type) {
    if (type.name().endsWith(".HttpServlet")) {
      return new Served("service");
    }
    return type.isA("jakarta/servlet/FilterChain") || type.isA("javax/servlet/FilterChain")
        ? new Served("doFilter")
        : null;
  }

  private record Served(String name) implements Plan {

    @Override
    public @Nullable Advice advice(Method method) {
      return method.name().equals(name)
              && method.isPublic()
              && method.arguments() == 2
              && (method.begins("Ljakarta/servlet/ServletRequest;")
                  || method.begins("Ljavax/servlet/ServletRequest;"))
          ? SERVE
          : null;
    }

    @Override
    public boolean carrier() {
      return false;
    }
  }
}
