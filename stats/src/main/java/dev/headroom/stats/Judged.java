package dev.headroom.stats;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Verdict;

/**
 * An effect and how surprising its verdict would be by chance alone.
 *
 * @param effect ratio after / before with interval and verdict
 * @param p probability of an estimate at least this far beyond the margin (or inside it, for {@code
 *     EQUIVALENT}) if the claim were false; comparable over measures, so that {@link Holm} can
 *     judge several together; 1 where nothing is claimed
 */
public record Judged(Effect effect, double p) {

  /**
   * The same effect with its claim taken back. The interval stays as it was measured.
   *
   * @return inconclusive, p of 1
   */
  public Judged withdrawn() {
    Effect e = effect;
    return new Judged(
        new Effect(e.ratio(), e.low(), e.high(), e.pairs(), e.smallest(), Verdict.INCONCLUSIVE), 1);
  }
}
