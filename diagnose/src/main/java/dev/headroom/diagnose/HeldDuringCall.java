package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.EndpointObservation.Connections;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.PoolObservation.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection held, or a transaction open, during a call to another service: when that service is
 * slow, the pool is empty. It accuses only where others waited meanwhile; before that it is a risk.
 */
final class HeldDuringCall implements Rule {

  private static final int ENOUGH = 10;
  private static final double LEAST_SHARE = 0.2;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (EndpointObservation e : window.endpoints()) {
      Connections c = e.connections();
      if (c.checkouts() >= ENOUGH
          && each(c) >= (double) window.thresholds().connections().callHeld().toNanos()
          && c.callNanos() >= LEAST_SHARE * c.holdNanos()) {
        found.add(finding(window, e));
      }
    }
    return found;
  }

  private static double each(Connections c) {
    return Window.known(c.callNanos()) / Math.max(1, c.checkouts());
  }

  private static Finding finding(Window window, EndpointObservation e) {
    Connections c = e.connections();
    double share =
        Math.min(1, Window.known(c.callNanos()) / Math.max(1.0, Window.known(c.holdNanos())));
    Holder waitedFor = waitedFor(window, e.endpoint());
    return new Draft(window, FindingKind.CONNECTION_HELD_DURING_CALL, e.endpoint())
        .at(codeLine(window, e.endpoint()))
        .explains(Window.known(c.callNanos()))
        .proved(waitedFor == null ? Confidence.MEDIUM : Confidence.HIGH)
        .saves(waitedFor == null ? 0 : share * Window.known(e.poolWaitNanos()) / e.requests())
        .says(
            String.format(
                Locale.ROOT,
                "%s keeps its connection for %s of calls to other services each time%s.",
                e.endpoint(),
                Words.millis(each(c)),
                waitedFor == null ? "" : ", while others wait for one"),
            "Call before the transaction begins or after it has ended: read what the call needs,"
                + " give the connection back, call, and write the result in a second transaction.")
        .evidence(
            Words.evidence(
                c.checkouts(),
                (double) c.checkouts() / e.requests(),
                each(c),
                c.maxHoldNanos(),
                String.format(
                    Locale.ROOT,
                    "%s of the hold time is in calls. The share of time is that of these calls;"
                        + " giving the connection back does not shorten them%s.",
                    Words.percent(share),
                    waitedFor == null
                        ? ", and nobody waited for one in this window"
                        : ", it shortens the waits of others")))
        .patch(PatchText.callOutside(codeLine(window, e.endpoint())))
        .finding();
  }

  private static @Nullable Holder waitedFor(Window window, String endpoint) {
    for (PoolObservation pool : window.pools()) {
      boolean contended = PoolLoad.of(window, pool).contended(window.thresholds().connections());
      for (Holder holder : pool.holders()) {
        if (contended
            && holder.endpoint().equals(endpoint)
            && holder.callNanos() > 0
            && holder.waitedNanos() > 0) {
          return holder;
        }
      }
    }
    return null;
  }

  private static String codeLine(Window window, String endpoint) {
    return window.pools().stream()
        .flatMap(pool -> pool.holders().stream())
        .filter(holder -> holder.endpoint().equals(endpoint) && holder.callNanos() > 0)
        .map(Holder::codeLine)
        .findFirst()
        .orElse("");
  }
}
