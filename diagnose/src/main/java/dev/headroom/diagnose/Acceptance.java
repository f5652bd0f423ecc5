package dev.headroom.diagnose;

import dev.headroom.loop.Accepted;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Nearest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Findings with what was accepted taken out: "true but fine" holds to its last day, and only while
 * the finding stays about as large as it was. Nothing is dropped silently: whatever an acceptance
 * no longer does is in the notes.
 *
 * @param shown what to show, in the order given
 * @param hidden what was accepted, in the order given
 * @param notes sentences on acceptances that expired, grew out of their bounds, or accept nothing
 */
public record Acceptance(List<Finding> shown, List<Finding> hidden, List<String> notes) {

  /** Growth of the share of time above which an accepted finding comes back. */
  static final double GROWTH = 1.5;

  /** Least growth of the share that counts. */
  static final double LEAST_GROWTH = 0.01;

  /** Copies the lists. */
  public Acceptance {
    shown = List.copyOf(shown);
    hidden = List.copyOf(hidden);
    notes = List.copyOf(notes);
  }

  /**
   * Sorts findings by what was accepted. An acceptance hides to its last day; its finding comes
   * back when its share of time is above 1.5 times the accepted one and above it by more than 0.01.
   * Of several acceptances of one finding the one that holds longest counts.
   *
   * @param findings in any order
   * @param accepted as {@code headroom.yml} tells them
   * @param today the day to judge by
   * @return the findings, sorted
   */
  public static Acceptance of(List<Finding> findings, List<Accepted> accepted, LocalDate today) {
    Map<String, Accepted> byId = new HashMap<>();
    for (Accepted one : accepted) {
      byId.merge(one.finding(), one, (a, b) -> b.until().isAfter(a.until()) ? b : a);
    }
    List<Finding> shown = new ArrayList<>();
    List<Finding> hidden = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (Finding finding : findings) {
      there.add(finding.id());
      Accepted one = byId.get(finding.id());
      String armed = one == null ? "" : whyShown(finding, one, today);
      if (one != null && armed.isEmpty()) {
        hidden.add(finding);
      } else {
        shown.add(finding);
        if (!armed.isEmpty()) {
          notes.add(armed);
        }
      }
    }
    byId.keySet().stream()
        .filter(id -> !there.contains(id))
        .sorted()
        .forEach(id -> notes.add(notThere(id)));
    return new Acceptance(shown, hidden, notes);
  }

  /**
   * The notes, and which findings are hidden.
   *
   * @return one sentence each
   */
  public List<String> allNotes() {
    if (hidden.isEmpty()) {
      return notes;
    }
    List<String> all = new ArrayList<>(notes);
    all.add(
        "Accepted and not shown: "
            + String.join(", ", hidden.stream().map(Finding::id).toList())
            + ".");
    return all;
  }

  /** Why an accepted finding is shown all the same, or empty. */
  private static String whyShown(Finding finding, Accepted one, LocalDate today) {
    if (today.isAfter(one.until())) {
      return finding.id()
          + " was accepted until "
          + one.until()
          + " ("
          + one.reason()
          + "): fix it, or accept it again with a later day.";
    }
    if (grew(one.share(), finding.shareOfTime())) {
      return String.format(
          Locale.ROOT,
          "%s was accepted at %.1f %% of the time (%s) and is now %.1f %%: fix it, or accept it"
              + " again with share: %.3f.",
          finding.id(),
          one.share() * 100,
          one.reason(),
          finding.shareOfTime() * 100,
          finding.shareOfTime());
    }
    return "";
  }

  static boolean grew(double before, double after) {
    return after > GROWTH * before && after - before > LEAST_GROWTH;
  }

  private static String notThere(String id) {
    String kind = id.replaceFirst("-[0-9a-f]{8}$", "");
    List<String> kinds = Arrays.stream(FindingKind.values()).map(FindingKind::id).toList();
    if (!kinds.contains(kind)) {
      return "accepted: no finding is called "
          + id
          + "; "
          + Nearest.unknown("kind of finding", kind, kinds);
    }
    return id + " is accepted and was not found: take it out of the accepted ones if it is fixed.";
  }
}
