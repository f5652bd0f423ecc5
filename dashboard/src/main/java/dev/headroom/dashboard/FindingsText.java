package dev.headroom.dashboard;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Findings as text for a console: at most 100 columns, no colour, and no control character of what
 * was observed, since such a character could drive the terminal. A line of a patch that is wider is
 * folded; the page and the JSON have it whole.
 */
public final class FindingsText {

  private static final int WIDTH = 100;
  private static final String INDENT = "    ";
  private static final int BRIEF_FINDINGS = 5;
  private static final int BRIEF_NOTES = 5;
  private static final int BRIEF_REMARKS = 3;
  private static final int MOST_STATEMENT = 400;
  private static final int MOST_TEXT = 4_000;

  private final List<String> lines = new ArrayList<>();

  /** Whether there were requests, of whose time something can be a share. */
  private boolean served;

  private FindingsText() {}

  /**
   * All there is to say.
   *
   * @param seen what was observed
   * @param findings in the order in which they are to be shown
   * @return lines of at most 100 columns, each with a line feed at its end
   */
  public static String of(Observations seen, List<Finding> findings) {
    return of(seen, findings, List.of());
  }

  /**
   * All there is to say.
   *
   * @param seen what was observed
   * @param findings in the order in which they are to be shown
   * @param remarks sentences to stand at the end
   * @return lines of at most 100 columns, each with a line feed at its end
   */
  public static String of(Observations seen, List<Finding> findings, List<String> remarks) {
    FindingsText text = new FindingsText();
    text.head(seen, findings);
    for (int i = 0; i < findings.size(); i++) {
      text.finding(i + 1, findings.get(i));
    }
    List<String> notes = Unseen.of(seen);
    if (!notes.isEmpty()) {
      text.add("");
      text.add("What could not be seen");
      notes.forEach(note -> text.wrap("  - ", INDENT, note));
    }
    if (!remarks.isEmpty()) {
      text.add("");
      text.add("Notes");
      remarks.forEach(remark -> text.wrap("  - ", INDENT, remark));
    }
    return text.toString();
  }

  /**
   * The short form, for the end of a run: the first five findings in three lines each.
   *
   * @param seen what was observed
   * @param findings in the order in which they are to be shown
   * @param remarks sentences to stand at the end, of which the first three are shown
   * @return at most 28 lines of at most 100 columns, each with a line feed at its end
   */
  public static String brief(Observations seen, List<Finding> findings, List<String> remarks) {
    FindingsText text = new FindingsText();
    text.head(seen, findings);
    int shown = Math.min(BRIEF_FINDINGS, findings.size());
    for (int i = 0; i < shown; i++) {
      Finding finding = findings.get(i);
      text.title(i + 1, finding);
      text.one(INDENT, finding.summary());
      String code = code(finding);
      if (!code.isEmpty()) {
        text.one(INDENT, "from   " + code);
      }
    }
    if (findings.size() > shown) {
      text.add(INDENT + Figures.of(findings.size() - shown, "more finding"));
    }
    List<String> notes = Unseen.of(seen);
    notes.stream().limit(BRIEF_NOTES).forEach(note -> text.one("  - ", note));
    remarks.stream().limit(BRIEF_REMARKS).forEach(remark -> text.one("  - ", remark));
    return text.toString();
  }

  private void head(Observations seen, List<Finding> findings) {
    Overview overview = Overview.of(seen, findings);
    served = overview.requests > 0;
    one("", "Headroom: " + overview.sentence());
    wrap("", "", overview.facts());
  }

  private void finding(int number, Finding finding) {
    add("");
    title(number, finding);
    wrap(INDENT, INDENT, finding.summary());
    String code = code(finding);
    if (!code.isEmpty()) {
      labelled("from", code);
    }
    if (!finding.statement().isEmpty()) {
      labelled("sql", Figures.clip(finding.statement(), MOST_STATEMENT));
    }
    labelled("do", finding.remedy());
    if (finding.savingNanosPerRequest() > 0) {
      labelled(
          "saves",
          Figures.time(finding.savingNanosPerRequest())
              + (finding.endpoint().equals(Unseen.BACKGROUND)
                  ? " each time"
                  : " a request of " + finding.endpoint()));
    }
    if (!finding.patch().isBlank()) {
      add(INDENT + "patch");
      finding.patch().replace("\t", "    ").lines().forEach(this::patch);
    }
  }

  /** The share stands right-aligned, so that a list of findings is a column of shares. */
  private void title(int number, Finding finding) {
    String left = String.format(Locale.ROOT, "%2d  %s", number, clean(finding.id()));
    String right =
        finding.confidence().name().toLowerCase(Locale.ROOT)
            + " confidence"
            + (served ? ", " + Figures.share(finding.shareOfTime()) + " of the time" : "");
    int room = WIDTH - right.length() - 2;
    left = left.length() > room ? left.substring(0, room - 3) + "..." : left;
    add(left + " ".repeat(WIDTH - left.length() - right.length()) + right);
  }

  private static String code(Finding finding) {
    return finding.codeLine().equals("-") ? "" : finding.codeLine();
  }

  private void labelled(String label, String text) {
    wrap(String.format(Locale.ROOT, "%s%-7s", INDENT, label), INDENT + " ".repeat(7), text);
  }

  private void patch(String line) {
    String clean = clean(line).stripTrailing();
    int own = clean.length() - clean.stripLeading().length();
    String indent = INDENT + "  | " + " ".repeat(Math.min(own, 40));
    String whole = indent + clean.strip();
    if (whole.length() <= WIDTH) {
      add(whole.stripTrailing());
    } else {
      wrap(indent, indent + "    ", clean.strip());
    }
  }

  /** One line, cut if need be. */
  private void one(String indent, String text) {
    String line = indent + clean(text).strip();
    add(line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...");
  }

  /** Breaks at blanks; a word wider than a line is broken where the line ends. */
  private void wrap(String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : clean(Figures.clip(text, MOST_TEXT)).strip().split(" +", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        add(line.toString());
        line = new StringBuilder(next);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
      while (line.length() > WIDTH) {
        add(line.substring(0, WIDTH));
        line = new StringBuilder(next).append(line.substring(WIDTH));
      }
    }
    add(line.toString().stripTrailing());
  }

  private void add(String line) {
    lines.add(line);
  }

  /** Our own signs as ASCII, which every console shows; of the observed, all but what controls. */
  private static String clean(String text) {
    return text.replace('\u2013', '-')
        .replace("\u2026", "...")
        .replace('\u00b5', 'u')
        .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
  }

  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line).append('\n'));
    return all.toString();
  }
}
