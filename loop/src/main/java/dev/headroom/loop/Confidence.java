package dev.headroom.loop;

/** How sure a finding is. Only {@link #HIGH} counts as an accusation. */
public enum Confidence {
  /** Worth a look. */
  LOW,
  /** The pattern is there, the proof is not. */
  MEDIUM,
  /** Proved by data flow, by growth, or by measurement. */
  HIGH
}
