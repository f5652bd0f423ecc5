package dev.headroom.web;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * Which images are made smaller, and what that may cost.
 *
 * @param paths prefixes of paths where it works, such as {@code /images/}
 * @param widths widths that may be asked for, in pixels; 1 to 20 of 16 to 4,096, default 160, 320,
 *     640, 1280
 * @param qualities qualities that may be asked for; 1 to 10 of 1 to 100, default 60, 75, 90
 * @param quality where none is asked for, one of the above; default 75
 * @param maxSource larger images go out as they are; 1 KB to 50 MB, default 10 MB
 * @param maxPixels images of more are refused before they are decoded, which takes up to 12 bytes a
 *     pixel; 10,000 to 200 million, default 25 million
 * @param concurrent images decoded at the same time; 1 to 64, default half of the processors
 * @param patience how long one waits for its turn, then the image goes out as it is; 0 to 1 min,
 *     default 2 s
 */
public record ImagesOptions(
    List<String> paths,
    List<Integer> widths,
    List<Integer> qualities,
    int quality,
    int maxSource,
    long maxPixels,
    int concurrent,
    Duration patience) {

  /** Checks the values. */
  public ImagesOptions {
    paths = List.copyOf(paths);
    if (paths.isEmpty() || !paths.stream().allMatch(path -> path.startsWith("/"))) {
      throw new IllegalArgumentException(
          "paths has prefixes of paths, such as /images/; was " + paths);
    }
    widths = sorted("widths", widths, 20, 16, 4_096);
    qualities = sorted("qualities", qualities, 10, 1, 100);
    if (!qualities.contains(quality)) {
      throw new IllegalArgumentException(
          "quality is one of qualities " + qualities + ", was " + quality);
    }
    if (maxSource < 1 << 10 || maxSource > 50 << 20) {
      throw new IllegalArgumentException("max-source is from 1 KB to 50 MB, was " + maxSource);
    }
    if (maxPixels < 10_000 || maxPixels > 200_000_000) {
      throw new IllegalArgumentException(
          "max-pixels is from 10,000 to 200,000,000, was " + maxPixels);
    }
    if (concurrent < 1 || concurrent > 64) {
      throw new IllegalArgumentException("concurrent is from 1 to 64, was " + concurrent);
    }
    if (patience.isNegative() || patience.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("patience is from PT0S to PT1M, was " + patience);
    }
  }

  /**
   * The defaults.
   *
   * @param paths prefixes of paths
   * @return options
   */
  public static ImagesOptions of(String... paths) {
    return new ImagesOptions(
        List.of(paths),
        List.of(160, 320, 640, 1_280),
        List.of(60, 75, 90),
        75,
        10 << 20,
        25_000_000,
        HashingOptions.DEFAULT.concurrent(),
        Duration.ofSeconds(2));
  }

  private static List<Integer> sorted(
      String name, List<Integer> values, int most, int from, int to) {
    List<Integer> sorted = List.copyOf(new TreeSet<>(values));
    if (sorted.isEmpty()
        || sorted.size() > most
        || sorted.get(0) < from
        || sorted.get(sorted.size() - 1) > to) {
      throw new IllegalArgumentException(
          name + " has 1 to " + most + " numbers from " + from + " to " + to + ", was " + values);
    }
    return sorted;
  }
}
