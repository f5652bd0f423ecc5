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
 * @param patch the fix as text to take over: a patch, a statement or a configuration; empty where
 *     none can be written
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
    Evidence evidence,
    String patch) {

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
   * Without a patch.
   *
   * @param id stable over runs and releases
   * @param kind what kind of cause
   * @param endpoint method and route template
   * @param statement the fingerprint's text, or empty
   * @param codeLine the application's line, or empty
   * @param shareOfTime share of all request time, 0..1
   * @param confidence how sure
   * @param savingNanosPerRequest expected saving on a request, in nanoseconds, at least 0
   * @param summary one sentence
   * @param remedy what to do, in one sentence
   * @param evidence the figures behind it
   */
  public Finding(
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
    this(
        id,
        kind,
        endpoint,
        statement,
        codeLine,
        shareOfTime,
        confidence,
        savingNanosPerRequest,
        summary,
        remedy,
        evidence,
        "");
  }

  /**
   * The same with another confidence.
   *
   * @param confidence how sure
   * @return a copy
   */
  public Finding withConfidence(Confidence confidence) {
    return new Finding(
        id,
        kind,
        endpoint,
        statement,
        codeLine,
        shareOfTime,
        confidence,
        savingNanosPerRequest,
        summary,
        remedy,
        evidence,
        patch);
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
