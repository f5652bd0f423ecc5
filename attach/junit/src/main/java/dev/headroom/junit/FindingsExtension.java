package dev.headroom.junit;

import dev.headroom.loop.Finding;
import java.lang.reflect.Method;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Observes each execution of a test method and fails it when something new was found. */
final class FindingsExtension implements InvocationInterceptor {

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    run(invocation, test, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    run(invocation, test, context);
  }

  private static void run(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    ExpectNoNewFindings expected = expected(context);
    Expectation expectation = Expectation.of(expected);
    ObservedTest observed =
        ObservedTest.begin(test.getTargetClass(), test.getExecutable(), expectation.slow());
    try {
      invocation.proceed();
    } finally {
      observed.end();
    }
    // A test that failed by itself has said what is wrong; so this runs only after one that passed.
    List<Finding> found = expectation.findings(observed);
    Baseline baseline = Baseline.of(expected.baseline());
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    if (Boolean.getBoolean("headroom.findings.update")) {
      baseline.accept(found, today);
      return;
    }
    List<Baseline.New> unaccepted = baseline.unaccepted(found, today);
    if (!unaccepted.isEmpty()) {
      throw new AssertionError(FindingsReport.of(observed.name(), unaccepted, baseline, today));
    }
  }

  /** The method's annotation, else the nearest of the class and those around it. */
  private static ExpectNoNewFindings expected(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), ExpectNoNewFindings.class)
        .or(
            () ->
                AnnotationSupport.findAnnotation(
                    context.getRequiredTestClass(),
                    ExpectNoNewFindings.class,
                    context.getEnclosingTestClasses()))
        .orElseThrow();
  }
}
