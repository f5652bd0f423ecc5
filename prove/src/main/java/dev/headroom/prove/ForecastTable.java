package dev.headroom.prove;

import dev.headroom.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Points that were measured elsewhere: CSV with names in the first line, or JSON (a list of
 * objects, or {@code headroom forecast}'s and {@code headroom load --find-max --json}'s own files).
 */
public final class ForecastTable {

  private static final Set<String> CONCURRENCY = Set.of("concurrency", "users");
  private static final Set<String> THROUGHPUT = Set.of("perSecond", "throughput");
  private static final Set<String> MEAN = Set.of("meanMs", "responseMs");

  private ForecastTable() {}

  /**
   * Reads a table.
   *
   * @param file CSV or JSON
   * @return its points
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no such table: says where and what to write
   */
  public static List<Forecast.Point> read(Path file) throws IOException {
    String text = Files.readString(file);
    Yaml.Place place = new Yaml.Place(file.getFileName().toString(), 1, 1);
    boolean json = text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
    Map<String, List<Template.Value>> columns =
        json ? DataFile.json(file, list(file, text), place) : DataFile.csv(file, place);
    List<Template.Value> concurrency = column(columns, CONCURRENCY);
    List<Template.Value> throughput = column(columns, THROUGHPUT);
    List<Template.Value> mean = column(columns, MEAN);
    if (throughput == null || (concurrency == null && mean == null)) {
      throw new IllegalArgumentException(
          file
              + ": has "
              + String.join(", ", columns.keySet())
              + "; needed are 'perSecond' (answers per second) and 'concurrency' (requests under way, or users who do"
              + " not think), or 'meanMs' instead of the latter: a rate alone does not say how many requests were under way");
    }
    List<Template.Value> why = columns.get("left");
    List<Template.Value> tooMuch = columns.get("tooMuch");
    List<Template.Value> invalid = columns.get("invalid");
    List<Forecast.Point> points = new ArrayList<>();
    for (int i = 0; i < throughput.size(); i++) {
      String left = text(why, i) + text(tooMuch, i) + text(invalid, i);
      if (!left.isEmpty()) {
        points.add(new Forecast.Point(any(concurrency, i), any(throughput, i), -1, -1, left));
        continue;
      }
      double perSecond = number(file, i, "perSecond", throughput.get(i));
      double ms = mean == null ? -1 : number(file, i, "meanMs", mean.get(i));
      points.add(
          new Forecast.Point(
              concurrency == null
                  ? perSecond * ms / 1e3
                  : number(file, i, "concurrency", concurrency.get(i)),
              perSecond,
              ms,
              -1,
              ""));
    }
    return points;
  }

  /** Where the points of this JSON are. */
  private static String list(Path file, String text) {
    try {
      var tree = JsonMapper.builder().build().readTree(text);
      return tree.isArray() ? "" : tree.has("points") ? "points" : tree.has("steps") ? "steps" : "";
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable List<Template.Value> column(
      Map<String, List<Template.Value>> columns, Set<String> names) {
    return names.stream().filter(columns::containsKey).findFirst().map(columns::get).orElse(null);
  }

  private static double number(Path file, int row, String name, Template.Value value) {
    double number;
    try {
      number = Double.parseDouble(value.text().strip());
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!(number > 0 && number < 1e12) && !(name.equals("meanMs") && number == -1)) {
      throw new IllegalArgumentException(
          file
              + ": row "
              + (row + 1)
              + ": '"
              + name
              + "' must be a number above 0, was '"
              + value.text()
              + "'");
    }
    return number;
  }

  /** Of a point that does not count. */
  private static double any(@Nullable List<Template.Value> column, int row) {
    try {
      return column == null ? 0 : Double.parseDouble(column.get(row).text().strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String text(@Nullable List<Template.Value> column, int row) {
    return column == null ? "" : column.get(row).text();
  }
}
