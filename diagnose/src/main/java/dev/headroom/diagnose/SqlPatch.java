package dev.headroom.diagnose;

import dev.headroom.loop.StatementObservation.Fetch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.update.Update;
import org.jspecify.annotations.Nullable;

/**
 * A statement rewritten from its fingerprint. Each text is a start that somebody takes over and
 * tests: names of keys are taken from the statement, never from the database. What cannot be
 * rewritten with confidence gives an empty text.
 */
final class SqlPatch {

  private static final int LONGEST = 4_000;
  private static final Set<String> ADDABLE = Set.of("sum", "count", "min", "max");

  private SqlPatch() {}

  /** A condition's columns as an index: equalities, then one range or the order. */
  static String index(String fingerprint, String table) {
    Statement statement = SqlParse.of(fingerprint);
    PlainSelect select = statement instanceof PlainSelect plain ? plain : null;
    Expression where =
        select != null
            ? select.getWhere()
            : statement instanceof Update update
                ? update.getWhere()
                : statement instanceof Delete delete ? delete.getWhere() : null;
    boolean single = select == null || select.getJoins() == null || select.getJoins().isEmpty();
    String alias = select == null ? "" : alias(select, table);
    Set<String> columns = new LinkedHashSet<>();
    List<Expression> parts = SqlCondition.parts(where);
    for (Expression part : parts) {
      add(columns, SqlCondition.equalTo(part), single, alias);
    }
    int equalities = columns.size();
    for (Expression part : parts) {
      if (columns.size() == equalities) {
        add(columns, SqlCondition.rangeOf(part), single, alias);
      }
    }
    if (columns.size() == equalities && select != null && select.getOrderByElements() != null) {
      add(
          columns,
          SqlCondition.plain(select.getOrderByElements().get(0).getExpression()),
          single,
          alias);
    }
    return columns.isEmpty()
        ? ""
        : "-- a candidate, not measured: index advice builds it on a copy and measures it\n"
            + "create index concurrently on "
            + table
            + " ("
            + String.join(", ", columns)
            + ");\n";
  }

  private static void add(
      Set<String> columns, @Nullable Expression e, boolean single, String alias) {
    Column column = e == null ? null : SqlCondition.column(e);
    if (e == null || column == null) {
      return;
    }
    String of = column.getTable() == null ? "" : column.getTable().getName();
    if (single || of.equalsIgnoreCase(alias)) {
      String text = e.toString().replace(column.toString(), column.getColumnName());
      columns.add(e instanceof Column ? text : "(" + text + ")");
    }
  }

  /** What a query calls this table, or the table's name. */
  private static String alias(PlainSelect select, String table) {
    List<Object> items = new ArrayList<>();
    items.add(select.getFromItem());
    if (select.getJoins() != null) {
      select.getJoins().forEach(join -> items.add(join.getFromItem()));
    }
    for (Object item : items) {
      if (item instanceof Table named
          && named.getName().replace("\"", "").equalsIgnoreCase(table)
          && named.getAlias() != null) {
        return named.getAlias().getName();
      }
    }
    return table;
  }

  /** Rows that nobody looks at, counted by the database; only where no column is read at all. */
  static String count(String fingerprint, Fetch fetch) {
    boolean none = fetch.unusedRows() >= fetch.rows();
    return rewritten(
        fingerprint,
        select -> {
          if (!none || grouped(select)) {
            return "";
          }
          select.setOrderByElements(null);
          return "select count(*)" + afterSelect(select) + ";\n";
        });
  }

  /** The select list without these columns. */
  static String without(String fingerprint, List<String> unused) {
    Set<String> labels =
        unused.stream().map(label -> label.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return rewritten(
        fingerprint,
        select -> {
          List<SelectItem<?>> items = select.getSelectItems();
          if (items.stream().anyMatch(SqlPatch::isStar)) {
            return "-- name the columns that are used; these are not: "
                + String.join(", ", unused)
                + "\nselect /* columns that are used */"
                + afterSelect(select)
                + ";\n";
          }
          List<SelectItem<?>> kept =
              items.stream().filter(item -> !labels.contains(label(item))).toList();
          return kept.isEmpty() || kept.size() == items.size()
              ? ""
              : "select " + list(kept) + afterSelect(select) + ";\n";
        });
  }

  /** A page at a time, each from the last row of the one before (keyset paging). */
  static String paged(String fingerprint) {
    return rewritten(
        fingerprint,
        select -> {
          String key = key(select);
          List<OrderByElement> orders =
              select.getOrderByElements() == null ? List.of() : select.getOrderByElements();
          boolean down = !orders.isEmpty() && !orders.get(0).isAsc();
          if (grouped(select)
              || select.getDistinct() != null
              || orders.stream().anyMatch(order -> order.isAsc() == down)) {
            return "";
          }
          List<String> keys = new ArrayList<>();
          orders.forEach(order -> keys.add(order.getExpression().toString()));
          if (!keys.contains(key)) {
            keys.add(key);
          }
          String row = keys.size() == 1 ? keys.get(0) : "(" + String.join(", ", keys) + ")";
          String binds =
              keys.size() == 1
                  ? "?"
                  : "(" + String.join(", ", keys.stream().map(k -> "?").toList()) + ")";
          String where = select.getWhere() == null ? "" : "(" + select.getWhere() + ") and ";
          select.setWhere(null);
          select.setOrderByElements(null);
          return "-- the first page without the comparison; each next one from the last row before"
              + "\n"
              + select
              + " where "
              + where
              + row
              + (down ? " < " : " > ")
              + binds
              + " order by "
              + String.join(", ", keys.stream().map(k -> down ? k + " desc" : k).toList())
              + " limit ?;\n";
        });
  }

  /** The column that names a row: the one called id, of the table after from. */
  private static String key(PlainSelect select) {
    for (SelectItem<?> item : select.getSelectItems()) {
      if (item.getExpression() instanceof Column column
          && column.getColumnName().equalsIgnoreCase("id")) {
        return column.toString();
      }
    }
    boolean joined = select.getJoins() != null && !select.getJoins().isEmpty();
    boolean aliased = select.getFromItem().getAlias() != null;
    return aliased && joined ? select.getFromItem().getAlias().getName() + ".id" : "id";
  }

  /** A table of the sums, by what conditions compare and what is grouped by. */
  static String sums(String fingerprint) {
    return rewritten(
        fingerprint,
        select -> {
          if (!(select.getFromItem() instanceof Table table)
              || (select.getJoins() != null && !select.getJoins().isEmpty())
              || select.getHaving() != null) {
            return "";
          }
          Set<String> keys = new LinkedHashSet<>();
          List<String> kept = new ArrayList<>();
          for (Expression part : SqlCondition.parts(select.getWhere())) {
            Expression compared = SqlCondition.equalTo(part);
            compared = compared == null ? SqlCondition.rangeOf(part) : compared;
            if (compared instanceof Column column) {
              keys.add(column.getColumnName());
            } else if (part.toString().contains("?")) {
              return "";
            } else {
              kept.add(part.toString());
            }
          }
          List<String> sums = new ArrayList<>();
          for (SelectItem<?> item : select.getSelectItems()) {
            Expression e = SqlCondition.plain(item.getExpression());
            if (e instanceof Column column) {
              keys.add(column.getColumnName());
            } else if (e instanceof net.sf.jsqlparser.expression.Function f
                && ADDABLE.contains(f.getName().toLowerCase(Locale.ROOT))
                && !f.isDistinct()) {
              sums.add(f + " as " + f.getName().toLowerCase(Locale.ROOT) + "_" + (sums.size() + 1));
            } else {
              return "";
            }
          }
          if (keys.isEmpty() || sums.isEmpty()) {
            return "";
          }
          String name = table.getName().replace("\"", "") + "_sums";
          String by = String.join(", ", keys);
          String where = kept.isEmpty() ? "" : " where " + String.join(" and ", kept);
          return "-- where a key is a point in time, round it to the hour or day that is asked for\n"
              + ("create table " + name + " as select " + by + ", " + String.join(", ", sums))
              + (" from " + table + where + " group by " + by + ";\n")
              + ("create unique index on " + name + " (" + by + ");\n");
        });
  }

  private static String rewritten(String fingerprint, Function<PlainSelect, String> rewrite) {
    PlainSelect select = select(fingerprint);
    if (select == null) {
      return "";
    }
    try {
      String text = rewrite.apply(select);
      return text.length() > LONGEST ? "" : text;
    } catch (RuntimeException | StackOverflowError unforeseen) {
      // A shape of statement that nobody thought of has no patch; its finding stays.
      return "";
    }
  }

  /** The statement as one plain query without lists that were collapsed, or null. */
  static @Nullable PlainSelect select(String fingerprint) {
    boolean whole = !fingerprint.contains("...") || fingerprint.contains("(...)");
    return whole
            && SqlParse.of(fingerprint) instanceof PlainSelect select
            && select.getSelectItems() != null
            && select.getFromItem() != null
        ? select
        : null;
  }

  static boolean grouped(PlainSelect select) {
    return select.getGroupBy() != null || select.getHaving() != null;
  }

  static boolean isStar(SelectItem<?> item) {
    return item.getExpression() instanceof AllColumns
        || item.getExpression() instanceof AllTableColumns;
  }

  /** What a result set calls this column, in lower case. */
  static String label(SelectItem<?> item) {
    String label =
        item.getAlias() != null
            ? item.getAlias().getName()
            : item.getExpression() instanceof Column column
                ? column.getColumnName()
                : item.getExpression().toString();
    return label.replace("\"", "").toLowerCase(Locale.ROOT);
  }

  static String list(List<SelectItem<?>> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** What stands behind the select list, with a blank in front. */
  static String afterSelect(PlainSelect select) {
    List<SelectItem<?>> items = select.getSelectItems();
    SelectItem<?> mark = new SelectItem<>(new Column("headroom_columns"));
    select.setSelectItems(new ArrayList<>(List.of(mark)));
    String text = select.toString();
    select.setSelectItems(items);
    return text.substring(text.indexOf("headroom_columns") + "headroom_columns".length());
  }
}
