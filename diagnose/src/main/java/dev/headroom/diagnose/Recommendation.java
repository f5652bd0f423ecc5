package dev.headroom.diagnose;

/**
 * What somebody should look at, or do.
 *
 * @param severity how urgent
 * @param text what was seen and what to do, in words
 * @param findingId the finding that says more, or empty
 */
public record Recommendation(Severity severity, String text, String findingId) {

  /** How urgent. The order is the order in a list. */
  public enum Severity {
    /** An alert: users feel it now. */
    CRITICAL,
    /** An alert: it is beyond what was agreed. */
    WARNING,
    /** Worth doing. */
    ADVICE
  }
}
