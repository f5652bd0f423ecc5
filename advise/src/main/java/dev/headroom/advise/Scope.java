package dev.headroom.advise;

import java.util.LinkedHashMap;
import java.util.Map;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import org.jspecify.annotations.Nullable;

/** Names that a SELECT sees. */
final class Scope {
  final @Nullable Scope outer;
  final Map<String, Access> names = new LinkedHashMap<>();

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
      } else {
        for (Access access : scope.names.values()) {
          if (access.table.columns().containsKey(name)) {
            return access;
          }
        }
      }
    }
    return null;
  }
}
