package dev.headroom.apps;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What is there to be found in an application, as its {@code truth.txt} states it. */
record Truth(List<Line> lines, Set<String> healthy) {

  /** A cause that is there; a small one has to be named, at whatever confidence. */
  record Line(boolean must, boolean small, FindingKind kind, String endpoint, List<String> tables) {

    boolean isNamedBy(Said said) {
      return kind == said.kind()
          && (endpoint.equals("*") || endpoint.equals(said.endpoint()))
          && tables.stream().anyMatch(table -> concerns(table, said.statement()));
    }

    private static boolean concerns(String table, String statement) {
      return table.equals("*")
          || table.equals("-")
          || Pattern.compile(
                  "\\b(from|join)\\s+\"?(\\w+\"?\\.\"?)?" + Pattern.quote(table) + "\\b",
                  Pattern.CASE_INSENSITIVE)
              .matcher(statement)
              .find();
    }

    @Override
    public String toString() {
      return kind.id() + " | " + endpoint + " | " + String.join(", ", tables);
    }
  }

  /** How findings compare with the truth. */
  record Judged(
      int named, List<String> wrong, int there, List<String> missed, List<String> accused) {

    double precision() {
      return named == 0 ? 1 : 1 - (double) wrong.size() / named;
    }

    double recall() {
      return there == 0 ? 1 : 1 - (double) missed.size() / there;
    }

    String told() {
      StringBuilder told =
          new StringBuilder(
              "precision %.3f (%d named, %d wrong), recall %.3f (%d there, %d missed)"
                  .formatted(precision(), named, wrong.size(), recall(), there, missed.size()));
      wrong.forEach(line -> told.append("\n  named, not there: ").append(line));
      missed.forEach(line -> told.append("\n  there, not named: ").append(line));
      return told.toString();
    }
  }

  static Truth read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    Set<String> healthy = new TreeSet<>();
    for (String text : Files.readAllLines(file)) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      String[] parts = Arrays.stream(text.split("\\|")).map(String::strip).toArray(String[]::new);
      if (parts[0].equals("healthy")) {
        healthy.add(parts[1]);
      } else {
        String[] head = parts[0].split(" +", -1);
        lines.add(
            new Line(
                head[0].equals("must") || head[0].equals("small"),
                head[0].equals("small"),
                FindingKind.valueOf(head[1].replace('-', '_').toUpperCase(Locale.ROOT)),
                parts[1],
                List.of(parts[2].split(", *"))));
      }
    }
    return new Truth(lines, healthy);
  }

  /** The endpoints that it speaks of. */
  Set<String> endpoints() {
    Set<String> all = new TreeSet<>(healthy);
    lines.stream().map(Line::endpoint).filter(name -> !name.equals("*")).forEach(all::add);
    return all;
  }

  Judged judge(List<Said> findings) {
    List<Said> said = findings.stream().filter(Said::isSaid).toList();
    List<Said> wrong =
        said.stream().filter(f -> lines.stream().noneMatch(line -> line.isNamedBy(f))).toList();
    List<Line> must = lines.stream().filter(Line::must).toList();
    return new Judged(
        said.size(),
        wrong.stream().map(Said::toString).toList(),
        must.size(),
        must.stream()
            .filter(line -> (line.small() ? findings : said).stream().noneMatch(line::isNamedBy))
            .map(line -> line + whatWasSaid(line, findings))
            .toList(),
        wrong.stream()
            .filter(f -> f.confidence() == Confidence.HIGH && healthy.contains(f.endpoint()))
            .map(Said::toString)
            .toList());
  }

  private static String whatWasSaid(Line line, List<Said> findings) {
    return findings.stream()
        .filter(line::isNamedBy)
        .map(said -> ", but with " + said)
        .findFirst()
        .orElse("");
  }
}
