package dev.headroom.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a rollup that answers a sum, from its fingerprint: the section {@code rollups}
 * of {@code headroom.yml}, with the shape of its table as a comment. The exact DDL depends on the
 * database's types, and {@code headroom rollup install --dry-run} prints it: diagnosis asks no
 * database.
 */
final class RollupPatch {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,40}");
  private static final int LONGEST_NAME = 30;
  private static final Map<String, String> KINDS =
      Map.of("sum", "sum", "count", "count", "min", "min", "max", "max", "avg", "average");

  private final String table;
  private final String time;
  private final Set<String> keys = new LinkedHashSet<>();
  private final List<String> where = new ArrayList<>();

  /** Kind and column, {@code ""} for rows, by name. */
  private final Map<String, String[]> measures = new LinkedHashMap<>();

  private boolean byTime;

  private RollupPatch(String table, String time) {
    this.table = table;
    this.time = time;
  }

  /** Null where no rollup can be declared for the statement. */
  static @Nullable RollupPatch of(String fingerprint) {
    PlainSelect select = SqlPatch.select(fingerprint);
    if (select == null
        || !(select.getFromItem() instanceof Table from)
        || (select.getJoins() != null && !select.getJoins().isEmpty())
        || (select.getWithItemsList() != null && !select.getWithItemsList().isEmpty())
        || select.getHaving() != null
        || select.getDistinct() != null) {
      return null;
    }
    try {
      String table = table(from);
      String time = time(select);
      if (table == null || time == null) {
        return null;
      }
      RollupPatch patch = new RollupPatch(table, time);
      return patch.conditions(select) && patch.groups(select) && patch.figures(select)
          ? patch
          : null;
    } catch (RuntimeException | StackOverflowError unforeseen) {
      return null; // A shape of statement that nobody thought of: its finding stays.
    }
  }

  /** Whether its rows are one for each bucket of time. */
  boolean byTime() {
    return byTime;
  }

  private static @Nullable String table(Table from) {
    String name = plain(from.getName());
    String schema = from.getSchemaName() == null ? "" : plain(from.getSchemaName()) + ".";
    return NAME.matcher(name).matches() ? schema + name : null;
  }

  /** The one column that ranges limit. */
  private static @Nullable String time(PlainSelect select) {
    Set<String> ranged = new LinkedHashSet<>();
    for (Expression part : SqlCondition.parts(select.getWhere())) {
      Expression range = SqlCondition.rangeOf(part);
      Column column = range == null ? null : SqlCondition.column(range);
      if (column != null) {
        ranged.add(name(column));
      }
    }
    String only = ranged.size() == 1 ? ranged.iterator().next() : "";
    return NAME.matcher(only).matches() ? only : null;
  }

  private boolean conditions(PlainSelect select) {
    Table from = (Table) select.getFromItem();
    String alias = from.getAlias() == null ? from.getName() : from.getAlias().getName();
    for (Expression part : SqlCondition.parts(select.getWhere())) {
      Expression range = SqlCondition.rangeOf(part);
      if (SqlCondition.equalTo(part) instanceof Column key) {
        keys.add(name(key));
      } else if (range == null || !isTime(range)) {
        String text = part.toString().replaceAll("\\b" + Pattern.quote(alias) + "\\.", "");
        // A parameter that is no key, a parameter's quote or another query: not to be declared.
        if (text.contains("?")
            || text.contains("$")
            || text.toLowerCase(Locale.ROOT).contains("select")) {
          return false;
        }
        where.add(text);
      }
    }
    return true;
  }

  private boolean groups(PlainSelect select) {
    if (select.getGroupBy() == null) {
      return true;
    }
    for (Object each : select.getGroupBy().getGroupByExpressionList()) {
      Expression group = SqlCondition.plain((Expression) each);
      // A literal is a place in the select list, which is looked at on its own.
      if (!(group instanceof JdbcParameter) && !group(group)) {
        return false;
      }
    }
    return true;
  }

  private boolean group(Expression group) {
    if (isTime(group)) {
      byTime = true;
      return true;
    }
    if (group instanceof Column key) {
      keys.add(name(key));
      return true;
    }
    return false;
  }

  private boolean figures(PlainSelect select) {
    Set<String> labels = new LinkedHashSet<>();
    for (SelectItem<?> item : select.getSelectItems()) {
      Expression e = SqlCondition.plain(item.getExpression());
      if (e instanceof Function f && KINDS.containsKey(f.getName().toLowerCase(Locale.ROOT))) {
        if (!figure(f)) {
          return false;
        }
      } else if (!isTime(e) && !(e instanceof Column column && keys.contains(name(column)))) {
        return false;
      }
      labels.add(SqlPatch.label(item));
    }
    // What is grouped by an alias of the select list was no key.
    keys.removeIf(key -> labels.contains(key) && isAliasOfTime(select, key));
    return !measures.isEmpty()
        && !keys.contains(time)
        && keys.stream().allMatch(key -> NAME.matcher(key).matches() && !key.equals("bucket"));
  }

  private boolean isAliasOfTime(PlainSelect select, String label) {
    for (SelectItem<?> item : select.getSelectItems()) {
      if (item.getAlias() != null
          && SqlPatch.label(item).equals(label)
          && isTime(SqlCondition.plain(item.getExpression()))) {
        byTime = true;
        return true;
      }
    }
    return false;
  }

  private boolean figure(Function f) {
    String kind = KINDS.getOrDefault(f.getName().toLowerCase(Locale.ROOT), "");
    boolean rows =
        f.getParameters() == null
            || f.getParameters().isEmpty()
            || f.getParameters().get(0) instanceof AllColumns
            || f.getParameters().get(0) instanceof JdbcParameter;
    if (rows) {
      measures.put("row_count", new String[] {"count", ""});
      return kind.equals("count");
    }
    Expression of = SqlCondition.plain((Expression) f.getParameters().get(0));
    if (f.getParameters().size() != 1 || !(of instanceof Column column)) {
      return false;
    }
    String name = name(column);
    if (f.isDistinct()) {
      measures.put(name + "_distinct", new String[] {"distinct-sketch", name});
      return kind.equals("count") && NAME.matcher(name).matches();
    }
    measures.put(name + "_" + kind, new String[] {kind, name});
    return NAME.matcher(name).matches();
  }

  /** The time column, or something made of it alone. */
  private boolean isTime(Expression e) {
    if (e instanceof Column column) {
      return name(column).equals(time);
    }
    Set<String> names = new LinkedHashSet<>();
    e.accept(
        new net.sf.jsqlparser.expression.ExpressionVisitorAdapter<Void>() {
          @Override
          public <S> Void visit(Column column, S context) {
            names.add(name(column));
            return null;
          }
        },
        null);
    return names.equals(Set.of(time));
  }

  private static String name(Column column) {
    return plain(column.getColumnName());
  }

  /** As the database has it: folded unless it is quoted. */
  private static String plain(String name) {
    return name.startsWith("\"") ? name.replace("\"", "") : name.toLowerCase(Locale.ROOT);
  }

  /** The declaration. */
  String yaml() {
    String own = table.substring(table.indexOf('.') + 1).toLowerCase(Locale.ROOT) + "_sums";
    String name = own.substring(Math.max(0, own.length() - LONGEST_NAME)).replaceFirst("^_+", "");
    StringBuilder yaml = new StringBuilder();
    yaml.append(
            "# headroom.yml; `headroom rollup install --jdbc URL --dry-run` prints its tables and")
        .append(" triggers\n# (in application.yml the same under headroom.rollup)\n")
        .append("rollups:\n  ")
        .append(name)
        .append(":\n    table: ")
        .append(table)
        .append("\n    time: ")
        .append(time)
        .append(" # if it holds whole numbers: time-form seconds or millis")
        .append(
            "\n    zone: UTC # whose days are meant; zone-column or zone-of where rows or users")
        .append(" have their own\n");
    if (!keys.isEmpty()) {
      yaml.append("    keys: [").append(String.join(", ", keys)).append("]\n");
    }
    yaml.append("    grains: [day] # hour, week and month too, as they are asked for\n");
    if (!where.isEmpty()) {
      yaml.append("    where: '")
          .append(String.join(" and ", where).replace("'", "''"))
          .append("'\n");
    }
    yaml.append("    measures:\n");
    measures.forEach(
        (measure, of) ->
            yaml.append("      ")
                .append(measure)
                .append(": {kind: ")
                .append(of[0])
                .append(of[1].isEmpty() ? "" : ", column: " + of[1])
                .append("}\n"));
    List<String> identity = new ArrayList<>(keys);
    identity.add("bucket");
    yaml.append("# create table ")
        .append(name)
        .append("_day (")
        .append(String.join(", ", identity))
        .append(", ")
        .append(String.join(", ", stored()))
        .append(",\n#   primary key (")
        .append(String.join(", ", identity))
        .append("))\n");
    yaml.append("# read: rollups.read(\"").append(name).append("\", Grain.DAY)");
    keys.forEach(key -> yaml.append(".where(\"").append(key).append("\", ...)"));
    return yaml.append(".from(...).until(...).get()\n").toString();
  }

  private List<String> stored() {
    List<String> stored = new ArrayList<>();
    measures.forEach(
        (name, of) ->
            stored.addAll(
                of[0].equals("average") ? List.of(name + "_sum", name + "_count") : List.of(name)));
    return stored;
  }
}
