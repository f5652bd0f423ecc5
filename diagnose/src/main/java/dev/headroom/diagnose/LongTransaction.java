package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.EndpointObservation.Connections;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Transactions of a request that are long as a rule. Mostly idle ones are the accusation: locks and
 * old row versions are kept for nothing. A job in the background may take its time, and a single
 * long one is an accident.
 */
final class LongTransaction implements Rule {

  private static final int ENOUGH = 5;
  private static final double MOSTLY = 0.5;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (EndpointObservation e : window.endpoints()) {
      Connections c = e.connections();
      double each = Window.known(c.transactionNanos()) / Math.max(1, c.transactions());
      if (c.transactions() >= ENOUGH
          && each >= (double) window.thresholds().connections().longTransaction().toNanos()) {
        found.add(finding(window, e, each));
      }
    }
    return found;
  }

  private static Finding finding(Window window, EndpointObservation e, double each) {
    Connections c = e.connections();
    double nanos = Window.known(c.transactionNanos());
    double idle = Math.max(0, 1 - Window.known(c.statementNanos()) / Math.max(1, nanos));
    return new Draft(window, FindingKind.LONG_TRANSACTION, e.endpoint())
        .explains(nanos)
        .proved(idle >= MOSTLY ? Confidence.HIGH : Confidence.MEDIUM)
        .says(
            String.format(
                Locale.ROOT,
                "Transactions of %s take %s on average, %s of it without a statement.",
                e.endpoint(),
                Words.millis(each),
                Words.percent(idle)),
            idle >= MOSTLY
                ? "Begin the transaction after the work that needs no database, and end it before"
                    + " the rest: rows stay locked and old versions stay kept until it ends."
                : "Make its statements quicker or fewer (batches), or commit in parts: rows stay"
                    + " locked until it ends.")
        .evidence(
            Words.evidence(
                c.transactions(),
                (double) c.transactions() / e.requests(),
                each,
                c.maxTransactionNanos(),
                "No saving is promised: whom its locks keep waiting is not known."))
        .patch(PatchText.shortTransaction(""))
        .finding();
  }
}
