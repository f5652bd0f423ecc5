package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.PoolObservation.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The holder of connections that does other work while others wait for one. Connection-seconds are
 * split into statements, calls and the rest; only what was held while somebody waited counts, so a
 * listener that keeps a connection in a pool with room is left alone.
 */
final class ConnectionHeld implements Rule {

  /** Part of all that was held while others waited from which a holder is named. */
  private static final double PART = 0.2;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (PoolObservation pool : window.pools()) {
      PoolLoad load = PoolLoad.of(window, pool);
      if (load.contended(window.thresholds().connections())) {
        for (Holder holder : pool.holders()) {
          if (PoolLoad.idleShare(holder) >= window.thresholds().connections().heldShare()
              && load.idleWhileWaited(holder) >= PART) {
            found.add(finding(window, load, holder));
          }
        }
      }
    }
    return found;
  }

  private static Finding finding(Window window, PoolLoad load, Holder holder) {
    double part = load.idleWhileWaited(holder);
    double idle = PoolLoad.idleShare(holder);
    double each = Window.known(holder.holdNanos()) / Math.max(1, holder.checkouts());
    EndpointObservation endpoint = window.endpoint(holder.endpoint());
    double ownWait =
        endpoint == null ? 0 : Window.known(endpoint.poolWaitNanos()) / endpoint.requests();
    boolean mapper =
        window.statements(holder.endpoint()).stream()
            .anyMatch(s -> PatchText.isHibernate(s.fingerprint()));
    return new Draft(window, FindingKind.CONNECTION_HELD, holder.endpoint())
        .about(holder.endpoint(), load.pool().name())
        .at(holder.codeLine())
        .explains(part * Window.known(load.pool().waitNanos()))
        .proved(window.cpuIsFull() ? Confidence.MEDIUM : Confidence.HIGH)
        .saves(part * ownWait)
        .says(
            String.format(
                Locale.ROOT,
                "%s holds a connection of pool %s for %s each time, %s of it without a statement,"
                    + " while others wait %s on average.",
                holder.endpoint(),
                load.pool().name(),
                Words.millis(each),
                Words.percent(idle),
                Words.millis(load.meanWaitNanos())),
            "Take the connection late and give it back early: end the transaction before"
                + " rendering, computing and writing the answer"
                + (mapper ? ", and do not keep the session open for the view." : "."))
        .evidence(
            Words.evidence(
                holder.checkouts(),
                -1,
                each,
                -1,
                String.format(
                    Locale.ROOT,
                    "Held %s s in all: %s in statements, %s in calls, %s in other work; %s of what"
                        + " was held idly or not while others waited is its.%s",
                    Words.number(Math.rint(Window.known(holder.holdNanos()) / 1e8) / 10),
                    Words.percent(share(holder.statementNanos(), holder)),
                    Words.percent(share(holder.callNanos(), holder)),
                    Words.percent(idle),
                    Words.percent(part),
                    window.cpuIsFull()
                        ? " The processors are full: some of it is waiting for them."
                        : "")))
        .patch(mapper ? PatchText.closedView() : PatchText.shortTransaction(holder.codeLine()))
        .finding();
  }

  private static double share(long nanos, Holder holder) {
    return Math.min(1, Window.known(nanos) / Math.max(1.0, (double) holder.holdNanos()));
  }
}
