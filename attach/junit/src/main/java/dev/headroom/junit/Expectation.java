package dev.headroom.junit;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an annotation asks for: the rules of diagnosis, with lines for one execution of a test. */
record Expectation(
    Set<FindingKind> kinds, Confidence confidence, int equalReads, Thresholds thresholds) {

  /** How much longer a first execution may take. */
  private static final int COLD = 10;

  static Expectation of(ExpectNoNewFindings annotation) {
    if (annotation.equalReads() < 1) {
      throw new IllegalArgumentException(
          "@ExpectNoNewFindings: equalReads was "
              + annotation.equalReads()
              + "; write 1 (the second identical read) or more");
    }
    Map<String, String> options = new HashMap<>();
    // In a test next to nothing runs: shares of all time say nothing about the service.
    options.put("high-share", "0");
    options.put("low-share", "0");
    options.put("slow", annotation.slow());
    options.put("n-plus-one-minimum", String.valueOf(annotation.repeats()));
    for (String option : annotation.thresholds()) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "@ExpectNoNewFindings: threshold '"
                + option
                + "' cannot be read; write key=value, such as distinct-share=0.9");
      }
      options.put(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
    }
    return new Expectation(
        Set.of(annotation.kinds()),
        annotation.confidence(),
        annotation.equalReads(),
        Thresholds.of(options));
  }

  Duration slow() {
    return thresholds.statements().slow();
  }

  List<Finding> findings(ObservedTest test) {
    Observations seen = test.observations();
    return Diagnosis.findings(seen, thresholds).stream()
        .filter(finding -> kinds.contains(finding.kind()))
        .filter(finding -> finding.confidence().compareTo(confidence) >= 0)
        .filter(finding -> !test.isOwn(finding.codeLine()))
        .filter(finding -> counts(finding, seen))
        .toList();
  }

  private boolean counts(Finding finding, Observations seen) {
    return switch (finding.kind()) {
      case REDUNDANT_READ -> {
        StatementObservation statement = statement(finding, seen);
        yield statement.equalInRequest() - statement.errors() >= equalReads;
      }
      case SLOW_STATEMENT -> {
        StatementObservation statement = statement(finding, seen);
        yield isSlow(statement.executions(), statement.minNanos(), slow());
      }
      default -> true;
    };
  }

  /**
   * What ran once has paid for cold caches, a cold driver and a cold JVM, on a busy machine too.
   */
  static boolean isSlow(long executions, long fastestNanos, Duration slow) {
    return fastestNanos >= (executions == 1 ? COLD : 1) * slow.toNanos();
  }

  private static StatementObservation statement(Finding finding, Observations seen) {
    return seen.statements().stream()
        .filter(
            s ->
                s.endpoint().equals(finding.endpoint())
                    && s.fingerprint().equals(finding.statement()))
        .findFirst()
        .orElseThrow();
  }
}
