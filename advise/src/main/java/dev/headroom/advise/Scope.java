package dev.headroom.advise;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.jspecify.annotations.Nullable;

/** Names that a SELECT sees. */
final class Scope {

  /** A view: what its query sees, and what it gives out. */
  record View(Scope inside, List<SelectItem<?>> items) {

    /** The access to the table that an output column is of, if it kept its name. */
    @Nullable Access find(String name) {
      for (SelectItem<?> item : items) {
        if (item.getExpression() instanceof Column column
            && Sql.folded(column.getColumnName()).equals(name)
            && (item.getAlias() == null || Sql.folded(item.getAlias().getName()).equals(name))) {
          return Scope.find(column, inside);
        }
      }
      return null;
    }
  }

  final @Nullable Scope outer;
  final Map<String, Access> names = new LinkedHashMap<>();
  final Map<String, View> views = new LinkedHashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /** The access to the table that a column is of; null for what is not known. */
  static @Nullable Access find(Column column, @Nullable Scope from) {
    String name = Sql.folded(column.getColumnName());
    Table prefix = column.getTable();
    for (Scope scope = from; scope != null; scope = scope.outer) {
      if (prefix != null && prefix.getName() != null) {
        Access access = scope.names.get(Sql.folded(prefix.getName()));
        if (access != null) {
          return access.table.columns().containsKey(name) ? access : null;
        }
        View view = scope.views.get(Sql.folded(prefix.getName()));
        if (view != null) {
          return view.find(name);
        }
      } else {
        for (Access access : scope.names.values()) {
          if (access.table.columns().containsKey(name)) {
            return access;
          }
        }
        for (View view : scope.views.values()) {
          Access access = view.find(name);
          if (access != null) {
            return access;
          }
        }
      }
    }
    return null;
  }
}
