package dev.headroom.agent;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Servlets and the filter chains before them, of both APIs. The container's filter chain is the
 * outermost of them, so that filters count; a container whose chain is not recognised still calls
 * {@code HttpServlet.service}.
 */
final class WebWeaving implements Weaving {

  @Override
  public boolean wants(String name) {
    return name.equals("jakarta.servlet.http.HttpServlet")
        || name.equals("javax.servlet.http.HttpServlet")
        || (name.indexOf("Chain", name.lastIndexOf('.') + 1) >= 0
            && !name.startsWith("org.springframework.")
            && !name.startsWith("io.opentelemetry."));
  }

  @Override
  public void weave(TypeDescription type, Woven into) {
    if (type.getSimpleName().equals("HttpServlet")) {
      into.advise(WebAdvice.Serve.class, isPublic().and(named("service")).and(pair()));
    } else if (hasSuperType(namedOneOf("jakarta.servlet.FilterChain", "javax.servlet.FilterChain"))
        .matches(type)) {
      into.advise(WebAdvice.Serve.class, isPublic().and(named("doFilter")).and(pair()));
    }
  }

  private static ElementMatcher.Junction<MethodDescription> pair() {
    return takesArguments(2)
        .and(
            takesArgument(
                0, namedOneOf("jakarta.servlet.ServletRequest", "javax.servlet.ServletRequest")));
  }
}
