package dev.headroom.advise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What measuring all subsets of each schema's candidates came to: {@code corpus.tsv}, written by
 * {@link ExhaustiveTest}.
 */
final class CorpusLabels {

  static final String FILE = "corpus.tsv";

  /** How a set of indexes came out. */
  enum Kind {
    /** No index. */
    FOUND,
    /** The fewest pages of all subsets. */
    BEST,
    /** An answer that counts as right. */
    RIGHT
  }

  /** A measured set; pages of the whole workload, writes included. */
  record Line(String schema, Kind kind, double pages, long kilobytes, Set<String> indexes) {
    String text() {
      return String.join(
          "\t",
          schema,
          kind.name(),
          String.valueOf(Math.round(pages)),
          String.valueOf(kilobytes),
          String.join(" + ", indexes));
    }

    static Line of(String text) {
      String[] parts = text.split("\t", -1);
      Set<String> indexes = new TreeSet<>();
      if (!parts[4].isEmpty()) {
        indexes.addAll(List.of(parts[4].split(" \\+ (?=\\w+ (?:\\(|using))")));
      }
      return new Line(
          parts[0],
          Kind.valueOf(parts[1]),
          Double.parseDouble(parts[2]),
          Long.parseLong(parts[3]),
          indexes);
    }
  }

  private CorpusLabels() {}

  static Map<String, List<Line>> read() {
    Map<String, List<Line>> lines = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(CorpusLabels.class.getResourceAsStream(FILE), FILE)) {
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList()) {
        Line read = Line.of(line);
        lines.computeIfAbsent(read.schema(), name -> new ArrayList<>()).add(read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
