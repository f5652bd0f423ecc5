package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program as the corpus tells it: its requests with their statements, and the labels. */
final class TracedProgram {

  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?:([n\\d*]+) \\* )?(.+?) (?:\\[(.*?)\\])?(?: gives \\[(.*?)\\])? ?"
              + "([\\d.]+)ms(?:\\|([\\d.]+)ms/(\\d+))?(?: rows (\\S+))?( fails)?(?: batch (\\d+))?");
  private static final Pattern DIFFERENT = Pattern.compile("^\\d+x ");
  private static final List<String> FILES =
      List.of(
          "corpus.txt",
          "corpus-reads.txt",
          "corpus-connections.txt",
          "corpus-service.txt",
          "corpus-tokens.txt",
          "corpus-sqlite.txt");
  private static final Pattern RUN =
      Pattern.compile(
          "run (\\d+) (.+?) own (-?[\\d.]+)(?: n=(\\d+)\\.\\.(\\d+))?( proof)?(?: hits (\\d+))?"
              + "(?: token \\[(.*?)\\])?");

  final String name;
  final List<Label> labels = new ArrayList<>();
  final List<Run> runs = new ArrayList<>();
  final List<TracedFact> facts = new ArrayList<>();
  long windowSeconds = 60;
  boolean trap;

  private TracedProgram(String name) {
    this.name = name;
  }

  /** What is true of the program; {@code confidence} is null where any will do, found or not. */
  record Label(FindingKind kind, Confidence confidence, String endpoint, String table) {

    boolean matches(Finding finding) {
      Set<String> tables = SqlShape.of(finding.statement()).tables();
      return kind == finding.kind()
          && endpoint.equals(finding.endpoint())
          && (table.equals("-") ? tables.isEmpty() : tables.contains(table));
    }
  }

  /** Requests of one endpoint. */
  record Run(
      int requests,
      String endpoint,
      double ownMillis,
      int from,
      int to,
      boolean proof,
      long hits,
      String token,
      List<Line> lines) {

    /** The size of this request: goes round from..to. */
    int size(int request) {
      return from + request % (to - from + 1);
    }
  }

  /** A statement as a request runs it. */
  record Line(
      String count,
      String sql,
      String binds,
      String gives,
      double millis,
      double otherMillis,
      int every,
      String rows,
      boolean fails,
      int batch) {

    int times(int n) {
      return amount(count, n);
    }

    long rowsEach(int n) {
      return rows == null ? -1 : amount(rows, n);
    }

    private static int amount(String text, int n) {
      int product = 1;
      for (String factor : text.split("\\*", -1)) {
        product *= factor.equals("n") ? n : Integer.parseInt(factor);
      }
      return product;
    }
  }

  static List<TracedProgram> corpus() throws IOException {
    return read(corpusText());
  }

  static String corpusText() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String file : FILES) {
      try (InputStream in = TracedProgram.class.getResourceAsStream(file)) {
        all.append(
            new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  /** Whether it tells of the process as a whole, of which there is one in a window. */
  boolean ofProcess() {
    return facts.stream().anyMatch(fact -> fact.kind().equals("runtime"));
  }

  static List<TracedProgram> read(String corpus) {
    List<TracedProgram> programs = new ArrayList<>();
    for (String raw : corpus.lines().toList()) {
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("== ")) {
        programs.add(new TracedProgram(line.substring(3)));
      } else {
        programs.get(programs.size() - 1).add(line);
      }
    }
    return programs;
  }

  /** The same, its runs in another order and longer by a factor, as is its window. */
  TracedProgram varied(int factor, Random random) {
    TracedProgram other = new TracedProgram(name);
    other.labels.addAll(labels);
    other.facts.addAll(facts);
    other.windowSeconds = windowSeconds * factor;
    for (Run run : runs) {
      other.runs.add(
          new Run(
              run.requests() * factor,
              run.endpoint(),
              run.ownMillis(),
              run.from(),
              run.to(),
              run.proof(),
              run.hits() * factor,
              run.token(),
              run.lines()));
    }
    Collections.shuffle(other.runs, random);
    return other;
  }

  /** Several programs in one window; endpoints get their program's number in front. */
  static TracedProgram merged(List<TracedProgram> programs) {
    TracedProgram all = new TracedProgram("mixed");
    for (int k = 0; k < programs.size(); k++) {
      TracedProgram program = programs.get(k);
      String mark = k + " ";
      all.windowSeconds = Math.max(all.windowSeconds, program.windowSeconds);
      for (Label label : program.labels) {
        all.labels.add(
            new Label(
                label.kind(), label.confidence(), marked(mark, label.endpoint()), label.table()));
      }
      for (Run run : program.runs) {
        all.runs.add(
            new Run(
                run.requests(),
                marked(mark, run.endpoint()),
                run.ownMillis(),
                run.from(),
                run.to(),
                run.proof(),
                run.hits(),
                run.token(),
                run.lines()));
      }
      program.facts.forEach(
          fact -> all.facts.add(fact.at(marked(mark, fact.endpoint()), mark.strip())));
    }
    return all;
  }

  private static String marked(String mark, String endpoint) {
    return endpoint.equals(Window.BACKGROUND) ? endpoint : mark + endpoint;
  }

  private void add(String line) {
    if (line.equals("none")) {
      trap = true;
    } else if (line.startsWith("window ")) {
      windowSeconds = Long.parseLong(line.substring(7));
    } else if (line.startsWith("expect ") || line.startsWith("may ")) {
      labels.add(label(line));
    } else if (line.startsWith("run ")) {
      runs.add(run(line));
    } else if (TracedFact.isOne(line)) {
      facts.add(TracedFact.read(line));
    } else if (TracedFact.isOfStatement(line)) {
      Run run = runs.get(runs.size() - 1);
      String sql = run.lines().get(run.lines().size() - 1).sql();
      facts.add(TracedFact.ofStatement(run.endpoint(), sql, line));
    } else if (DIFFERENT.matcher(line).find()) {
      String[] parts = line.split("x ", 2);
      for (int i = 0; i < Integer.parseInt(parts[0]); i++) {
        runs.get(runs.size() - 1).lines().add(statement(parts[1].replace("#", "" + i)));
      }
    } else {
      runs.get(runs.size() - 1).lines().add(statement(line));
    }
  }

  private static Label label(String line) {
    boolean expected = line.startsWith("expect ");
    String[] words = line.split(" ", expected ? 4 : 3);
    String place = words[words.length - 1];
    int colon = place.lastIndexOf(" : ");
    FindingKind kind = kind(words[1]);
    Confidence confidence = expected ? Confidence.valueOf(words[2]) : null;
    return new Label(kind, confidence, place.substring(0, colon), place.substring(colon + 3));
  }

  static FindingKind kind(String id) {
    return FindingKind.valueOf(id.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  private static Run run(String line) {
    Matcher m = matched(RUN, line);
    int from = m.group(4) == null ? 1 : Integer.parseInt(m.group(4));
    int to = m.group(5) == null ? 1 : Integer.parseInt(m.group(5));
    return new Run(
        Integer.parseInt(m.group(1)),
        m.group(2),
        Double.parseDouble(m.group(3)),
        from,
        to,
        m.group(6) != null,
        m.group(7) == null ? 0 : Long.parseLong(m.group(7)),
        m.group(8) == null ? "" : m.group(8),
        new ArrayList<>());
  }

  private static Line statement(String line) {
    Matcher m = matched(STATEMENT, line);
    double millis = Double.parseDouble(m.group(5));
    return new Line(
        m.group(1) == null ? "1" : m.group(1),
        m.group(2).strip(),
        m.group(3) == null ? "" : m.group(3),
        m.group(4),
        millis,
        m.group(6) == null ? millis : Double.parseDouble(m.group(6)),
        m.group(7) == null ? Integer.MAX_VALUE : Integer.parseInt(m.group(7)),
        m.group(8),
        m.group(9) != null,
        m.group(10) == null ? 0 : Integer.parseInt(m.group(10)));
  }

  private static Matcher matched(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("corpus line not understood: " + line);
    }
    return matcher;
  }
}
