package dev.headroom.advise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a statement: per table, the columns of its conditions, joins and orders. Only bare columns
 * count, because an index over a column does not serve a function of it. Sub-selects are read in
 * their own scope and see the outer one.
 */
final class Accesses extends ExpressionVisitorAdapter<Void> {

  /** What a statement does to the table it writes; all empty for a SELECT. */
  record Write(Kind kind, Catalog.@Nullable Tab table, Set<String> columns) {
    enum Kind {
      NONE,
      INSERT,
      UPDATE,
      DELETE
    }
  }

  private static final Set<String> EXTREMES = Set.of("min", "max");

  private final Catalog catalog;
  private final List<Access> all = new ArrayList<>();
  private final Map<Integer, BindGuess.Place> places = new HashMap<>();
  private Write write = new Write(Write.Kind.NONE, null, Set.of());

  private Accesses(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The reading of a statement. */
  record Read(List<Access> accesses, Write write, Map<Integer, BindGuess.Place> places) {
    Read(List<Access> accesses, Write write) {
      this(accesses, write, Map.of());
    }
  }

  static Read of(String sql, Catalog catalog) throws JSQLParserException {
    Accesses reader = new Accesses(catalog);
    Statement statement = CCJSqlParserUtil.parse(sql);
    if (statement instanceof Select select) {
      reader.select(select, null);
    } else if (statement instanceof Update update) {
      reader.update(update);
    } else if (statement instanceof Delete delete) {
      reader.delete(delete);
    } else if (statement instanceof Insert insert) {
      reader.write = new Write(Write.Kind.INSERT, reader.find(insert.getTable()), Set.of());
      if (insert.getSelect() != null) {
        reader.select(insert.getSelect(), null);
      }
    }
    return new Read(reader.all, reader.write, reader.places);
  }

  private void update(Update update) {
    Scope scope = new Scope(null);
    from(update.getTable(), scope);
    from(update.getFromItem(), scope);
    joins(update.getStartJoins(), scope);
    joins(update.getJoins(), scope);
    Set<String> columns = new LinkedHashSet<>();
    for (UpdateSet set : update.getUpdateSets()) {
      for (Column column : set.getColumns()) {
        columns.add(Sql.folded(column.getColumnName()));
      }
      for (Expression value : set.getValues()) {
        value.accept(this, scope);
      }
    }
    write = new Write(Write.Kind.UPDATE, find(update.getTable()), columns);
    condition(update.getWhere(), scope);
    scope.names.values().forEach(access -> access.whole = true);
  }

  private void delete(Delete delete) {
    Scope scope = new Scope(null);
    from(delete.getTable(), scope);
    if (delete.getUsingFromItemList() != null) {
      delete.getUsingFromItemList().forEach(item -> from(item, scope));
    }
    joins(delete.getJoins(), scope);
    write = new Write(Write.Kind.DELETE, find(delete.getTable()), Set.of());
    condition(delete.getWhere(), scope);
    scope.names.values().forEach(access -> access.whole = true);
  }

  private void select(Select select, @Nullable Scope outer) {
    if (select.getWithItemsList() != null) {
      for (WithItem<?> with : select.getWithItemsList()) {
        if (with.getParenthesedStatement() instanceof Select inner) {
          select(inner, outer);
        }
      }
    }
    if (select instanceof ParenthesedSelect parenthesed) {
      select(parenthesed.getSelect(), outer);
    } else if (select instanceof SetOperationList list) {
      list.getSelects().forEach(one -> select(one, outer));
    } else if (select instanceof PlainSelect plain) {
      plain(plain, outer);
    }
  }

  private void counted(@Nullable Expression count) {
    if (count instanceof JdbcParameter parameter && !catalog.tables().isEmpty()) {
      places.put(
          parameter.getIndex(),
          new BindGuess.Place(catalog.tables().get(0), "", BindGuess.Place.Kind.COUNT));
    }
  }

  private void plain(PlainSelect select, @Nullable Scope outer) {
    counted(select.getLimit() == null ? null : select.getLimit().getRowCount());
    Scope scope = new Scope(outer);
    from(select.getFromItem(), scope);
    joins(select.getJoins(), scope);
    for (SelectItem<?> item : select.getSelectItems()) {
      item.getExpression().accept(this, scope);
    }
    condition(select.getWhere(), scope);
    if (select.getHaving() != null) {
      select.getHaving().accept(this, scope);
    }
    if (select.getGroupBy() != null) {
      group(select, scope);
    }
    if (select.getOrderByElements() != null) {
      order(select, scope);
    }
    if (select.getGroupBy() == null) {
      extreme(select, scope);
    }
  }

  /** SQLite reads {@code min(c)} or {@code max(c)}, alone, from one end of an index. */
  private static void extreme(PlainSelect select, Scope scope) {
    if (select.getSelectItems().size() != 1
        || !(select.getSelectItem(0).getExpression() instanceof Function function)
        || !EXTREMES.contains(Sql.folded(function.getName()))
        || function.getParameters() == null
        || function.getParameters().size() != 1) {
      return;
    }
    if (!(function.getParameters().get(0) instanceof Column column)) {
      return;
    }
    Access access = Scope.find(column, scope);
    if (access != null && access.table.dialect() == Dialect.SQLITE && access.ordered.isEmpty()) {
      access.ordered.add(Candidate.Key.of(Sql.folded(column.getColumnName())));
      access.limited = true;
    }
  }

  private void group(PlainSelect select, Scope scope) {
    List<Expression> expressions = new ArrayList<>();
    for (Object expression : select.getGroupBy().getGroupByExpressionList()) {
      expressions.add(Conditions.unwrapped((Expression) expression));
    }
    Access one = null;
    for (Expression expression : expressions) {
      expression.accept(this, scope);
      Access access = expression instanceof Column column ? Scope.find(column, scope) : null;
      if (access == null || (one != null && one != access)) {
        return;
      }
      one = access;
    }
    if (one != null) {
      for (Expression expression : expressions) {
        one.grouped.add(Sql.folded(((Column) expression).getColumnName()));
      }
    }
  }

  /** An index gives an order if the whole of it is columns of one table. */
  private void order(PlainSelect select, Scope scope) {
    Access one = null;
    List<Candidate.Key> keys = new ArrayList<>();
    for (OrderByElement element : select.getOrderByElements()) {
      Expression expression = element.getExpression();
      expression.accept(this, scope);
      Conditions.Made made = Conditions.made(Conditions.unwrapped(expression), scope);
      if (made != null && made.access().table.dialect() == Dialect.SQLITE) {
        if (one != null && one != made.access()) {
          return;
        }
        one = made.access();
        keys.add(new Candidate.Key(made.text(), !element.isAsc(), !element.isAsc(), true, ""));
        continue;
      }
      Column column =
          Conditions.unwrapped(expression) instanceof Column bare ? named(bare, select) : null;
      Access access = column == null ? null : Scope.find(column, scope);
      if (column == null || access == null || (one != null && one != access)) {
        return;
      }
      one = access;
      boolean descending = !element.isAsc();
      boolean nullsFirst =
          (element.getNullOrdering() == null || access.table.dialect() == Dialect.SQLITE)
              ? descending
              : element.getNullOrdering() == OrderByElement.NullOrdering.NULLS_FIRST;
      keys.add(new Candidate.Key(Sql.folded(column.getColumnName()), descending, nullsFirst));
    }
    if (one != null && select.getGroupBy() == null) {
      one.ordered.addAll(keys);
      one.limited = select.getLimit() != null || select.getFetch() != null;
    }
  }

  /** An ORDER BY may name an output column: what stands behind it counts. */
  private static @Nullable Column named(Column column, PlainSelect select) {
    if (column.getTable() == null) {
      for (SelectItem<?> item : select.getSelectItems()) {
        if (item.getAlias() != null
            && Sql.folded(item.getAlias().getName()).equals(Sql.folded(column.getColumnName()))) {
          return item.getExpression() instanceof Column behind ? behind : null;
        }
      }
    }
    return column;
  }

  private void from(@Nullable FromItem item, Scope scope) {
    if (item instanceof Table table) {
      Catalog.Tab known = find(table);
      if (known != null) {
        Access access = new Access(known);
        all.add(access);
        String name = table.getAlias() == null ? table.getName() : table.getAlias().getName();
        scope.names.put(Sql.folded(name.strip()), access);
      }
    } else if (item instanceof Select select) {
      select(select, scope); // lateral ones see their left neighbours; for others it is harmless
    }
  }

  private void joins(@Nullable List<Join> joins, Scope scope) {
    if (joins == null) {
      return;
    }
    for (Join join : joins) {
      from(join.getFromItem(), scope);
      if (join.getOnExpressions() != null) {
        join.getOnExpressions().forEach(on -> condition(on, scope));
      }
      if (join.getUsingColumns() != null) {
        for (Column column : join.getUsingColumns()) {
          String name = Sql.folded(column.getColumnName());
          for (Access access : scope.names.values()) {
            if (access.table.columns().containsKey(name)) {
              access.joined.add(name);
              access.used.add(name);
            }
          }
        }
      }
    }
  }

  private Catalog.@Nullable Tab find(@Nullable Table table) {
    if (table == null) {
      return null;
    }
    String schema = table.getSchemaName();
    return catalog.table(schema == null ? null : Sql.folded(schema), Sql.folded(table.getName()));
  }

  private void condition(@Nullable Expression expression, Scope scope) {
    if (expression != null) {
      expression.accept(this, scope); // columns used, sub-selects
      new Conditions(places).conjuncts(expression, scope, false);
    }
  }

  @Override
  public <S> @Nullable Void visit(Column column, S context) {
    Access access = Scope.find(column, (Scope) context);
    if (access != null) {
      access.used.add(Sql.folded(column.getColumnName()));
    }
    return null;
  }

  @Override
  public <S> @Nullable Void visit(Function function, S context) {
    // count(*) asks for no column
    if (function.getParameters() != null
        && function.getParameters().size() == 1
        && function.getParameters().get(0) instanceof AllColumns) {
      return null;
    }
    return super.visit(function, context);
  }

  @Override
  public <S> @Nullable Void visit(DateUnitExpression unit, S context) {
    return visit(new Column(unit.toString()), context);
  }

  @Override
  public <S> @Nullable Void visit(AllColumns all, S context) {
    ((Scope) context).names.values().forEach(access -> access.whole = true);
    return null;
  }

  @Override
  public <S> @Nullable Void visit(AllTableColumns all, S context) {
    Access access = ((Scope) context).names.get(Sql.folded(all.getTable().getName()));
    if (access != null) {
      access.whole = true;
    }
    return null;
  }

  @Override
  public <S> @Nullable Void visit(ParenthesedSelect select, S context) {
    select(select, (Scope) context);
    return null;
  }

  @Override
  public <S> @Nullable Void visit(Select select, S context) {
    select(select, (Scope) context);
    return null;
  }
}
