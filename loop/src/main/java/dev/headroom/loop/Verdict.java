package dev.headroom.loop;

/** What a comparison came to. An inconclusive one never ships. */
public enum Verdict {
  /** The whole interval is below the margin. */
  FASTER,
  /** The whole interval is above the margin. */
  SLOWER,
  /** The whole interval is inside the margin. */
  EQUIVALENT,
  /** The interval says neither. */
  INCONCLUSIVE
}
