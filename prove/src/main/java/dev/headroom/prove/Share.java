package dev.headroom.prove;

/**
 * A worker's part of a load: of arrivals, requests, users and connections that are counted from 0
 * it has every {@code of}-th, beginning with its own number. So all workers together have exactly
 * those of one generator with the same seed.
 *
 * @param index number of the worker, from 0
 * @param of how many workers there are
 */
public record Share(int index, int of) {

  static final Share WHOLE = new Share(0, 1);

  /** Checks ranges. */
  public Share {
    if (of < 1 || index < 0 || index >= of) {
      throw new IllegalArgumentException("a share is one of 0/N to N-1/N, was " + index + "/" + of);
    }
  }

  /**
   * Reads one.
   *
   * @param text such as {@code 0/3}
   * @return the share
   */
  public static Share of(String text) {
    if (!text.matches("\\d{1,4}/\\d{1,4}")) {
      throw new IllegalArgumentException("a share is such as 0/3, was '" + text + "'");
    }
    String[] parts = text.split("/", -1);
    return new Share(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /** How many of so many it has. */
  int mine(int all) {
    return Math.max(0, all + of - 1 - index) / of;
  }

  /** Which of all is its n-th. */
  long nth(long n) {
    return n * of + index;
  }
}
