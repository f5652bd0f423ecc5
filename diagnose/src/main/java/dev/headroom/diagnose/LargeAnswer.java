package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Large answers of a type that compresses well, sent as they are. Their way to the client is in no
 * request's time, so their share is reckoned: the bytes that compression saves, at 100 Mbit/s. What
 * is only reckoned has to weigh as much as an accusation, or be 50 KB or more an answer, to be more
 * than a hint, and is never an accusation: a proxy in front may compress, which nobody sees from
 * here.
 */
final class LargeAnswer implements Rule {

  /** Bytes of an answer that a phone waits for, whatever the service does meanwhile. */
  private static final double LARGE_ALONE = 50 * 1024;

  private static final int ENOUGH = 10;
  private static final double SAVED = 0.7;
  private static final double NANOS_PER_BYTE = 80;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (EndpointObservation e : window.endpoints()) {
      long large = e.transfer().large();
      if (large >= ENOUGH && large >= window.thresholds().service().largeShare() * e.requests()) {
        found.add(finding(window, e));
      }
    }
    return found;
  }

  private static Finding finding(Window window, EndpointObservation e) {
    EndpointObservation.Transfer t = e.transfer();
    double bytes = Window.known(t.largeBytes());
    double each = bytes / t.large();
    double reckoned = bytes * SAVED * NANOS_PER_BYTE;
    boolean weighs =
        each >= LARGE_ALONE || window.share(reckoned) >= window.thresholds().weight().highShare();
    return new Draft(window, FindingKind.LARGE_UNCOMPRESSED_ANSWER, e.endpoint())
        .explains(reckoned)
        .proved(weighs ? Confidence.MEDIUM : Confidence.LOW)
        .says(
            String.format(
                Locale.ROOT,
                "%s sends answers of %s that would compress well, as they are.",
                e.endpoint(),
                Words.bytes(each)),
            "Compress answers from 1 KB on (gzip or brotli), here or in the proxy in front, and"
                + " send the fields that are shown.")
        .evidence(
            Words.evidence(
                t.large(),
                (double) t.large() / e.requests(),
                -1,
                -1,
                String.format(
                    Locale.ROOT,
                    "%s of %s answers, %s in all. About %s of the bytes can be saved: %s for each"
                        + " answer at 100 Mbit/s, which is the client's time and not the service's,"
                        + " so no saving of the request is promised.",
                    Words.count((double) t.large()),
                    Words.count((double) e.requests()),
                    Words.bytes(bytes),
                    Words.percent(SAVED),
                    Words.millis(each * SAVED * NANOS_PER_BYTE))))
        .patch(PatchText.compression())
        .finding();
  }
}
