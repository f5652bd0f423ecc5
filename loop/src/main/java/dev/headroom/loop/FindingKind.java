package dev.headroom.loop;

import java.util.Locale;

/** What kind of cause a finding names. */
public enum FindingKind {
  /** One statement repeated per row of an earlier one, within one request. */
  N_PLUS_ONE,
  /** The same statement with the same binds more than once in one request. */
  REDUNDANT_READ,
  /**
   * The same statement with the same binds again and again over requests, while its tables hardly
   * change.
   */
  CACHEABLE_READ,
  /** A statement whose time is above the threshold by itself. */
  SLOW_STATEMENT,
  /** A statement that an index, built and measured on a scratch copy, makes cheaper. */
  MISSING_INDEX;

  /**
   * The kind's name in reports, files and URLs, for example {@code n-plus-one}.
   *
   * @return lower case with dashes
   */
  public String id() {
    // "n-plus-one" reads as the field writes it; the rest follow the constant.
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
