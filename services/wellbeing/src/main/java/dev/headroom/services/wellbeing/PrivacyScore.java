package dev.headroom.services.wellbeing;

import java.util.List;

/**
 * How little others learn of a user: 40 for what the installed applications may do, 20 each for how
 * long phones keep what they recorded, for sharing, and for screen locks.
 *
 * @param score the score
 * @param riskyApplications those with the highest risk, by name
 */
record PrivacyScore(Score score, List<PrivacyFacts.App> riskyApplications) {

  static final String NOTE = "Of what the phones have told, and of this service's settings.";

  private static final double RETENTION_DAYS = 90;
  private static final double THRICE = 3;

  static PrivacyScore of(Me user, PrivacyFacts facts) {
    List<PrivacyFacts.App> risky =
        facts.applications().stream().filter(a -> a.risk() == Risk.HIGH).toList();
    long medium = facts.applications().stream().filter(a -> a.risk() == Risk.MEDIUM).count();
    int all = facts.applications().size();
    return new PrivacyScore(
        Score.of(
            "Privacy score",
            NOTE,
            all == 0
                ? unknown("permissions", 40, "No installed application was reported.")
                : Score.Part.of(
                    "permissions",
                    40,
                    1 - (risky.size() + 0.5 * medium) / all,
                    "%d of %d applications may do what is of high risk, %d of medium."
                        .formatted(risky.size(), all, medium)),
            Score.Part.of(
                "retention",
                20,
                Score.upTo(user.retentionDays(), RETENTION_DAYS, THRICE),
                "Phones keep what they recorded for %d days; up to 90 is full."
                    .formatted(user.retentionDays())),
            Score.Part.of(
                "sharing",
                20,
                user.sharesData() ? 0 : 1,
                user.sharesData() ? "Figures are shared." : "Nothing is shared."),
            facts.devices() == 0
                ? unknown("screen_lock", 20, "No phone is registered.")
                : Score.Part.of(
                    "screen_lock",
                    20,
                    (double) facts.lockedDevices() / facts.devices(),
                    "%d of %d phones have a screen lock."
                        .formatted(facts.lockedDevices(), facts.devices()))),
        risky);
  }

  private static Score.Part unknown(String name, int of, String sentence) {
    return Score.Part.of(name, of, Score.UNKNOWN, sentence);
  }
}
