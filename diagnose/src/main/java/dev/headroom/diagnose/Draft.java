package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;

/**
 * A finding in the making. It keeps what a rule says within a finding's ranges, whatever figures an
 * observer delivered, and weighs confidence by the share of time explained.
 */
final class Draft {

  private final Window window;
  private final FindingKind kind;
  private final String endpoint;
  private String id;
  private String statement = "";
  private String codeLine = "";
  private double explainedNanos;
  private Confidence proved = Confidence.LOW;
  private double savingNanos;
  private String summary = "";
  private String remedy = "";
  private Evidence evidence = Words.evidence(-1, -1, -1, -1, "");
  private String patch = "";

  /** About an endpoint as a whole. */
  Draft(Window window, FindingKind kind, String endpoint) {
    this.window = window;
    this.kind = kind;
    this.endpoint = endpoint;
    this.id = Finding.idOf(kind, endpoint, "");
  }

  /** About a statement as an endpoint executes it. */
  Draft(Window window, FindingKind kind, StatementObservation s) {
    this(window, kind, s.endpoint());
    id = Finding.idOf(kind, endpoint, s.fingerprint());
    statement = s.fingerprint();
    codeLine = Words.codeLine(s);
  }

  /** What the cause is by itself, where the endpoint that suffers most may be another next time. */
  Draft about(String subject) {
    id = Finding.idOf(kind, "", subject);
    return this;
  }

  /** What tells several causes of one endpoint apart. */
  Draft about(String endpointOfId, String subject) {
    id = Finding.idOf(kind, endpointOfId, subject);
    return this;
  }

  Draft at(String line) {
    codeLine = line.equals("-") ? "" : line;
    return this;
  }

  Draft explains(double nanos) {
    explainedNanos = nanos;
    return this;
  }

  Draft proved(Confidence confidence) {
    proved = confidence;
    return this;
  }

  /** Expected saving on a request; nothing is promised where it is not known. */
  Draft saves(double nanosPerRequest) {
    savingNanos =
        nanosPerRequest > 0 && nanosPerRequest < Double.POSITIVE_INFINITY ? nanosPerRequest : 0;
    return this;
  }

  Draft says(String what, String toDo) {
    summary = what;
    remedy = toDo;
    return this;
  }

  Draft evidence(Evidence figures) {
    evidence = figures;
    return this;
  }

  Draft patch(String text) {
    patch = text;
    return this;
  }

  Finding finding() {
    double share = window.share(explainedNanos);
    return new Finding(
        id,
        kind,
        endpoint,
        statement,
        codeLine,
        share,
        window.weighed(proved, share),
        savingNanos,
        summary,
        remedy,
        evidence,
        patch);
  }
}
