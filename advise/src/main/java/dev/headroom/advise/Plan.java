package dev.headroom.advise;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan as EXPLAIN wrote it, with what this module reads out of the text. Text and not JSON,
 * because the same text goes to the report: one execution serves both.
 *
 * @param text as written
 * @param shape the text without any figure: equal shapes are the same plan
 * @param indexes names of the indexes it uses
 * @param cost the planner's estimate
 * @param scannedRows the planner's estimate of the largest scan's result
 * @param micros execution time; NaN if only planned
 * @param buffers pages hit, read, and spilled to temporary files; NaN if only planned
 * @param rowsRead rows that scans looked at; NaN if only planned
 * @param rowsReturned rows of the top node; NaN if only planned
 * @param steps instructions of the database's virtual machine, where it has one; else NaN
 */
record Plan(
    String text,
    String shape,
    Set<String> indexes,
    double cost,
    double scannedRows,
    double micros,
    double buffers,
    double rowsRead,
    double rowsReturned,
    double steps) {

  /** A step of SQLite's machine takes about this long; rows in memory are read with 3 to 8 each. */
  static final double MICROS_PER_STEP = 0.025;

  Plan(
      String text,
      String shape,
      Set<String> indexes,
      double cost,
      double scannedRows,
      double micros,
      double buffers,
      double rowsRead,
      double rowsReturned) {
    this(
        text,
        shape,
        indexes,
        cost,
        scannedRows,
        micros,
        buffers,
        rowsRead,
        rowsReturned,
        Double.NaN);
  }

  /** What choices are compared by, in microseconds: counted steps where there are, else time. */
  double work() {
    return Double.isNaN(steps) ? micros + Costs.MICROS_PER_PAGE * buffers : work(steps, buffers);
  }

  /** Of what is counted. */
  static double work(double steps, double pages) {
    return MICROS_PER_STEP * steps + Costs.MICROS_PER_PAGE * pages;
  }

  private static final Pattern ESTIMATE =
      Pattern.compile("\\(cost=[0-9.]+\\.\\.([0-9.]+) rows=([0-9]+) width=[0-9]+\\)");
  private static final Pattern ACTUAL =
      Pattern.compile("\\(actual (?:time=\\S+ )?rows=([0-9.]+) loops=([0-9]+)\\)");
  private static final Pattern INDEX =
      Pattern.compile(
          "(?:Index (?:Only )?Scan(?: Backward)? using|Bitmap Index Scan on) (\"(?:[^\"]|\"\")+\"|\\S+)");
  private static final Pattern RELATION =
      Pattern.compile(
          "(?<!Bitmap Index )(?:Scan|Insert|Update|Delete|Merge)(?: Backward)?(?: using (?:\"(?:[^\"]|\"\")+\"|\\S+))? on"
              + " (\"(?:[^\"]|\"\")+\"|\\S+)");
  private static final Pattern REMOVED =
      Pattern.compile("Rows Removed by (?:Filter|Index Recheck): ([0-9]+)");
  private static final Pattern PAGES =
      Pattern.compile("(shared|local|temp) ((?:(?:hit|read|dirtied|written)=[0-9]+ ?)+)");
  private static final Pattern PAGE_COUNT = Pattern.compile("(hit|read|written)=([0-9]+)");
  private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");
  private static final Pattern FIGURE =
      Pattern.compile("\\(cost=[^)]*\\)|\\(actual [^)]*\\)|\\(never executed\\)");

  /** With index names as the advice has them, where the server shows others. */
  static Plan parse(String text, Map<String, String> names) {
    String renamed = text;
    for (var name : names.entrySet()) {
      renamed = renamed.replace(Sql.identifier(name.getKey()) + " ", name.getValue() + " ");
    }
    return parse(renamed);
  }

  /**
   * As if executed, where it cannot be: a unit of cost stands for a page and a microsecond at it.
   */
  Plan assumed() {
    return new Plan(text, shape, indexes, cost, scannedRows, cost, cost, Double.NaN, Double.NaN);
  }

  /** The tables that an explained statement names, without their schemas. */
  static Set<String> relations(String text) {
    Set<String> names = new TreeSet<>();
    Matcher relation = RELATION.matcher(text);
    while (relation.find()) {
      names.add(Sql.folded(relation.group(1)));
    }
    return names;
  }

  static Plan parse(String text) {
    Set<String> indexes = new TreeSet<>();
    Set<String> shape = new LinkedHashSet<>();
    double cost = Double.NaN;
    double scannedRows = 0;
    double rowsRead = 0;
    double rowsReturned = Double.NaN;
    double buffers = Double.NaN;
    double micros = Double.NaN;
    double loops = 1;
    boolean planning = false;
    boolean scan = false;
    int line = 0;
    for (String raw : text.lines().toList()) {
      line++;
      Matcher estimate = ESTIMATE.matcher(raw);
      if (estimate.find()) {
        scan = raw.contains(" Scan ") || raw.contains("Scan on");
        boolean bitmap = raw.contains("Bitmap Index Scan");
        if (Double.isNaN(cost)) {
          cost = Double.parseDouble(estimate.group(1));
        }
        if (scan) {
          scannedRows = Math.max(scannedRows, Double.parseDouble(estimate.group(2)));
        }
        Matcher actual = ACTUAL.matcher(raw);
        if (actual.find()) {
          loops = Double.parseDouble(actual.group(2));
          double rows = Double.parseDouble(actual.group(1)) * loops;
          if (Double.isNaN(rowsReturned)) {
            rowsReturned = rows;
          }
          // A bitmap's rows are read by the heap scan above it.
          rowsRead +=
              scan && !bitmap && !raw.contains("Subquery Scan") && !raw.contains("CTE Scan")
                  ? rows
                  : 0;
        }
        shape.add(line + FIGURE.matcher(raw).replaceAll("").strip());
        Matcher index = INDEX.matcher(raw);
        if (index.find()) {
          indexes.add(Sql.folded(index.group(1)));
        }
        continue;
      }
      Matcher removed = REMOVED.matcher(raw);
      if (removed.find() && scan) {
        rowsRead += Double.parseDouble(removed.group(1)) * loops;
      }
      String label = raw.strip();
      if (label.startsWith("Planning:") || label.startsWith("Planning Time:")) {
        planning = true;
      }
      if (!planning && Double.isNaN(buffers) && label.startsWith("Buffers:")) {
        buffers = pages(label);
      }
      Matcher time = TIME.matcher(raw);
      if (time.find()) {
        micros = Double.parseDouble(time.group(1)) * 1_000;
      }
    }
    if (!Double.isNaN(micros) && Double.isNaN(buffers)) {
      buffers = 0;
    }
    return new Plan(
        text,
        String.join("\n", shape),
        indexes,
        cost,
        scannedRows,
        micros,
        buffers,
        Double.isNaN(rowsReturned) ? Double.NaN : rowsRead,
        rowsReturned);
  }

  private static double pages(String label) {
    double sum = 0;
    Matcher kind = PAGES.matcher(label);
    while (kind.find()) {
      boolean temporary = kind.group(1).equals("temp");
      Matcher count = PAGE_COUNT.matcher(kind.group(2));
      while (count.find()) {
        if (temporary || !count.group(1).equals("written")) {
          sum += Double.parseDouble(count.group(2));
        }
      }
    }
    return sum;
  }
}
