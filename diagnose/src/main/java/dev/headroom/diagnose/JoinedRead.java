package dev.headroom.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * A repeated statement and the one that drives it as a single read: joined to the driver where it
 * is known, else the batch for a list of keys. The driver becomes a derived table, so its own
 * conditions, order and limit stay what they are. A repeated statement that sums is grouped by its
 * key, one with a limit becomes a lateral join.
 */
final class JoinedRead {

  private static final int LONGEST = 4_000;

  private final PlainSelect repeated;
  private final Column key;
  private final List<String> rest;

  private JoinedRead(PlainSelect repeated, Column key, List<String> rest) {
    this.repeated = repeated;
    this.key = key;
    this.rest = rest;
  }

  /**
   * The read as one statement.
   *
   * @param driver the statement whose rows give the keys, or empty
   * @return SQL, or an empty text where it cannot be rewritten with confidence
   */
  static String sql(String driver, String fingerprint) {
    try {
      JoinedRead read = of(driver, fingerprint);
      String text = read == null ? "" : read.with(driver);
      return text.length() > LONGEST ? "" : text;
    } catch (RuntimeException | StackOverflowError unforeseen) {
      // A shape of statement that nobody thought of has no patch; its finding stays.
      return "";
    }
  }

  private static @Nullable JoinedRead of(String driver, String fingerprint) {
    PlainSelect repeated = SqlPatch.select(fingerprint);
    if (repeated == null || SqlPatch.grouped(repeated) || repeated.getDistinct() != null) {
      return null;
    }
    List<Column> bound = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (Expression part : SqlCondition.parts(repeated.getWhere())) {
      if (SqlCondition.equalTo(part) instanceof Column column) {
        bound.add(column);
      } else {
        rest.add(part.toString());
      }
    }
    Column key = key(bound, driver);
    if (key == null) {
      return null;
    }
    bound.stream()
        .filter(column -> !column.equals(key))
        .forEach(column -> rest.add(column + " = ?"));
    return new JoinedRead(repeated, key, rest);
  }

  /** Of several columns bound, the one that names a row, and a row of the driver's table. */
  private static @Nullable Column key(List<Column> bound, String driver) {
    if (bound.size() == 1) {
      return bound.get(0);
    }
    List<Column> naming = bound.stream().filter(JoinedRead::names).toList();
    if (naming.size() == 1) {
      return naming.get(0);
    }
    PlainSelect driving = driver.isEmpty() ? null : SqlPatch.select(driver);
    String stem = driving == null ? "" : table(driving).replaceFirst("s$", "");
    List<Column> fitting =
        naming.stream()
            .filter(c -> c.getColumnName().toLowerCase(Locale.ROOT).startsWith(stem + "_"))
            .toList();
    return stem.isEmpty() || fitting.size() != 1 ? null : fitting.get(0);
  }

  private static boolean names(Column column) {
    String name = column.getColumnName().toLowerCase(Locale.ROOT);
    return name.equals("id") || name.endsWith("_id");
  }

  private String with(String driver) {
    PlainSelect driving = driver.isEmpty() ? null : SqlPatch.select(driver);
    String given = driving == null ? "" : keyOf(driving);
    boolean sums = SqlShape.of(repeated.toString().toLowerCase(Locale.ROOT)).aggregated();
    boolean limited = repeated.getLimit() != null || repeated.getFetch() != null;
    if (limited) {
      return given.isEmpty() ? "" : lateral(driver, given);
    }
    return given.isEmpty() || sums ? batch(sums) : joined(driver, given);
  }

  private String joined(String driver, String given) {
    String order =
        repeated.getOrderByElements() == null
            ? ""
            : "\norder by "
                + repeated.getOrderByElements().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(", "));
    return "select "
        + items()
        + "\n"
        + from()
        + "\njoin ("
        + driver
        + ") driver on driver."
        + given
        + " = "
        + key
        + where(rest)
        + order
        + ";\n";
  }

  private String batch(boolean sums) {
    List<String> all = new ArrayList<>(rest);
    all.add(key + " = any(?)");
    return "-- all keys at once, as an array; where there are none: in (?, ?, ...)\nselect "
        + items()
        + "\n"
        + from()
        + where(all)
        + (sums ? "\ngroup by " + key : "")
        + ";\n";
  }

  private String lateral(String driver, String given) {
    List<String> all = new ArrayList<>(rest);
    all.add(key + " = driver." + given);
    repeated.setWhere(null);
    String bare = repeated.toString();
    // Conditions belong behind from and joins, in front of order and limit.
    int cut = bare.indexOf(tail(bare));
    if (cut <= 0) {
      return "";
    }
    return "select driver.*, r.*\nfrom ("
        + driver
        + ") driver\ncross join lateral ("
        + bare.substring(0, cut).stripTrailing()
        + " where "
        + String.join(" and ", all)
        + " "
        + bare.substring(cut)
        + ") r;\n";
  }

  private static String tail(String sql) {
    for (String word : List.of(" ORDER BY ", " LIMIT ", " FETCH ")) {
      int at = sql.indexOf(word);
      if (at >= 0) {
        return sql.substring(at + 1);
      }
    }
    return "";
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : "\nwhere " + String.join(" and ", conditions);
  }

  /** The select list with the key, so that rows can be told apart. */
  private String items() {
    List<SelectItem<?>> items = repeated.getSelectItems();
    boolean there =
        items.stream()
            .anyMatch(
                item ->
                    SqlPatch.isStar(item)
                        || SqlPatch.label(item).equalsIgnoreCase(key.getColumnName()));
    return (there ? "" : key + ", ") + SqlPatch.list(items);
  }

  private String from() {
    StringBuilder from = new StringBuilder("from ").append(repeated.getFromItem());
    if (repeated.getJoins() != null) {
      repeated.getJoins().forEach(join -> from.append(join.isSimple() ? ", " : " ").append(join));
    }
    return from.toString();
  }

  /** The driver's column that gives the key, by its name; empty where none does surely. */
  private String keyOf(PlainSelect driving) {
    Set<String> labels = new TreeSet<>();
    boolean star = false;
    for (SelectItem<?> item : driving.getSelectItems()) {
      labels.add(SqlPatch.label(item));
      star |= SqlPatch.isStar(item);
    }
    String name = key.getColumnName().replace("\"", "").toLowerCase(Locale.ROOT);
    String own = table(repeated) + "_id";
    if (!name.equals("id") && labels.contains(name)) {
      return name;
    }
    if (name.equals("id")) {
      return labels.contains(own) || star ? own : "";
    }
    return labels.contains("id") || star ? "id" : "";
  }

  private static String table(PlainSelect select) {
    return select.getFromItem() instanceof Table table
        ? table.getName().replace("\"", "").toLowerCase(Locale.ROOT)
        : "";
  }
}
