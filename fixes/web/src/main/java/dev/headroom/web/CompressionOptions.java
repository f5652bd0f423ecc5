package dev.headroom.web;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How answers are compressed.
 *
 * @param codings the server's preference among what a client likes equally; default zstd, gzip
 * @param minSize smaller answers go out as they are; 128 B to 1 MB, default 1 KB
 * @param types media types that compress well, without parameters; {@code +json} and {@code +xml}
 *     always do. Default: JSON, XML, HTML, CSS, JavaScript, plain text, CSV, SVG
 * @param excludedPaths path prefixes, such as {@code /account}, whose answers mix secrets with what
 *     a stranger may choose (BREACH)
 * @param gzipLevel 1 (fast) to 9 (small), default 4
 * @param zstdLevel 1 to 19, default 3
 */
public record CompressionOptions(
    List<ContentCoding> codings,
    int minSize,
    Set<String> types,
    List<String> excludedPaths,
    int gzipLevel,
    int zstdLevel) {

  /** The defaults. */
  public static final CompressionOptions DEFAULT =
      new CompressionOptions(
          List.of(ContentCoding.ZSTD, ContentCoding.GZIP),
          1_024,
          Set.of(
              "application/json",
              "application/javascript",
              "text/javascript",
              "application/xml",
              "text/xml",
              "text/html",
              "text/css",
              "text/plain",
              "text/csv",
              "image/svg+xml"),
          List.of(),
          4,
          3);

  /** Checks the values. */
  public CompressionOptions {
    codings = List.copyOf(codings);
    types = types.stream().map(t -> t.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    excludedPaths = List.copyOf(excludedPaths);
    if (codings.isEmpty() || Set.copyOf(codings).size() != codings.size()) {
      throw new IllegalArgumentException(
          "codings has gzip, zstd or both, each once; was " + codings);
    }
    within("min-size", minSize, 128, 1 << 20);
    within("gzip-level", gzipLevel, 1, 9);
    within("zstd-level", zstdLevel, 1, 19);
    for (String type : new TreeSet<>(types)) {
      if (!type.matches("[a-z0-9.+-]+/[a-z0-9.+-]+")) {
        throw new IllegalArgumentException(
            "types has media types without parameters, such as application/json; was '"
                + type
                + "'");
      }
      if (type.equals("text/event-stream")) {
        throw new IllegalArgumentException(
            "types cannot have text/event-stream: its events must not wait for each other");
      }
    }
    for (String path : excludedPaths) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "excluded-paths has prefixes of paths, such as /account; was '" + path + "'");
      }
    }
  }

  boolean isCompressible(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return types.contains(type) || type.endsWith("+json") || type.endsWith("+xml");
  }

  boolean isExcluded(String path) {
    for (String prefix : excludedPaths) {
      if (path.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }
}
