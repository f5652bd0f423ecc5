package dev.headroom.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an unknown key as a description and an action, without a stack trace. */
final class UnknownPropertyFailureAnalyzer
    extends AbstractFailureAnalyzer<UnknownPropertyException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, UnknownPropertyException cause) {
    return new FailureAnalysis(
        cause.getMessage() + (cause.origin().isEmpty() ? "" : "\n\nOrigin: " + cause.origin()),
        "Correct the key or remove it.",
        cause);
  }
}
