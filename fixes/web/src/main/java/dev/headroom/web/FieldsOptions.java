package dev.headroom.web;

import java.util.List;

/**
 * Where clients may select fields.
 *
 * @param parameter the query parameter; default {@code fields}
 * @param paths path prefixes, such as {@code /api}; at least one
 * @param maxBody answers with more bytes go out whole; 1 KB to 16 MB, default 4 MB
 */
public record FieldsOptions(String parameter, List<String> paths, int maxBody) {

  /** Checks the values. */
  public FieldsOptions {
    paths = List.copyOf(paths);
    if (!parameter.matches("[A-Za-z$_][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "parameter is the name of a query parameter, such as fields; was '" + parameter + "'");
    }
    if (paths.isEmpty() || !paths.stream().allMatch(path -> path.startsWith("/"))) {
      throw new IllegalArgumentException("paths has prefixes of paths, such as /api; was " + paths);
    }
    if (maxBody < 1_024 || maxBody > 16 << 20) {
      throw new IllegalArgumentException("max-body is from 1 KB to 16 MB, was " + maxBody);
    }
  }

  /**
   * The defaults.
   *
   * @param paths path prefixes
   * @return options
   */
  public static FieldsOptions of(String... paths) {
    return new FieldsOptions("fields", List.of(paths), 4 << 20);
  }
}
