package dev.headroom.loop;

import java.util.Objects;

/**
 * One cause of slowness.
 *
 * @param id stable over runs and releases: {@link #idOf} of kind, endpoint and statement
 * @param kind what kind of cause
 * @param endpoint method and route template, for example {@code GET /api/v1/orders/{id}}; for a
 *     cause that concerns several endpoints the one with the largest share
 * @param statement the fingerprint's text, or empty where no statement is concerned
 * @param codeLine the application's line that executes it, {@code Type.method(File.java:42)}, or
 *     empty if unknown
 * @param shareOfTime share of all request time in the window that the cause explains, 0..1
 * @param confidence how sure
 * @param savingNanosPerRequest expected saving on a request of the endpoint, in nanoseconds, at
 *     least 0
 * @param summary one sentence a developer understands without the rest
 * @param remedy what to do, in one sentence
 * @param evidence the figures behind it
 */
public record Finding(
    String id,
    FindingKind kind,
    String endpoint,
    String statement,
    String codeLine,
    double shareOfTime,
    Confidence confidence,
    double savingNanosPerRequest,
    String summary,
    String remedy,
    Evidence evidence) {

  /** Checks ranges; a share outside 0..1 is a fault of the rule that made it. */
  public Finding {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(confidence, "confidence");
    Objects.requireNonNull(evidence, "evidence");
    if (!(shareOfTime >= 0 && shareOfTime <= 1)) {
      throw new IllegalArgumentException("shareOfTime must be in 0..1, was " + shareOfTime);
    }
    if (!(savingNanosPerRequest >= 0)) {
      throw new IllegalArgumentException(
          "savingNanosPerRequest must be at least 0, was " + savingNanosPerRequest);
    }
  }

  /**
   * The id of a finding: the kind and 8 hexadecimal digits of what it is about.
   *
   * @param kind the kind
   * @param endpoint the endpoint
   * @param statement the fingerprint's text
   * @return for example {@code n-plus-one-3fa91c02}
   */
  public static String idOf(FindingKind kind, String endpoint, String statement) {
    long hash =
        0xcbf29ce484222325L; // FNV-1a, 64 bit: stable over JVMs and releases, unlike hashCode of a
    // record
    String text = endpoint + '\n' + statement;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return kind.id() + "-" + String.format("%08x", (int) (hash ^ (hash >>> 32)));
  }
}
