package dev.headroom.services.wellbeing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An unlock and the time until the screen went off.
 *
 * <p>Events of a phone are put in the order of their times: they arrive in any. An unlock that is
 * followed by another before the screen went off is none: its end is not known. Nor is one whose
 * screen did not go off within 6 hours: the event got lost.
 *
 * @param deviceId the phone
 * @param from the unlock
 * @param until the screen went off
 */
record Session(long deviceId, Instant from, Instant until) {

  static final Duration LONGEST = Duration.ofHours(6);

  /** What a phone said of its screen. */
  record Edge(long deviceId, Instant at, ScreenState state) {}

  static List<Session> of(List<Edge> edges) {
    List<Edge> sorted = new ArrayList<>(edges);
    sorted.sort(Comparator.comparing(Edge::at).thenComparing(Edge::state));
    Map<Long, Instant> unlocked = new HashMap<>();
    List<Session> sessions = new ArrayList<>();
    for (Edge edge : sorted) {
      if (edge.state() == ScreenState.UNLOCKED) {
        unlocked.put(edge.deviceId(), edge.at());
      } else if (edge.state() == ScreenState.OFF) {
        Instant from = unlocked.remove(edge.deviceId());
        if (from != null && !edge.at().isAfter(from.plus(LONGEST))) {
          sessions.add(new Session(edge.deviceId(), from, edge.at()));
        }
      }
    }
    return sessions;
  }
}
