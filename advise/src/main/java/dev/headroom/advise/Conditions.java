package dev.headroom.advise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.CollateExpression;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.JsonExpression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.JsonOperator;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Notes per table what a condition asks of its columns, and which placeholders stand for them. */
final class Conditions {

  private final Map<Integer, BindGuess.Place> places;

  Conditions(Map<Integer, BindGuess.Place> places) {
    this.places = places;
  }

  void conjuncts(Expression expression, Scope scope, boolean branch) {
    Expression bare = unwrapped(expression);
    if (bare instanceof AndExpression and) {
      conjuncts(and.getLeftExpression(), scope, branch);
      conjuncts(and.getRightExpression(), scope, branch);
    } else if (bare instanceof OrExpression or) {
      conjuncts(or.getLeftExpression(), scope, true);
      conjuncts(or.getRightExpression(), scope, true);
    } else {
      leaf(bare, scope, branch);
    }
  }

  private void leaf(Expression leaf, Scope scope, boolean branch) {
    if (leaf instanceof EqualsTo equal) {
      both(equal, scope, branch, false);
    } else if (leaf instanceof GreaterThan
        || leaf instanceof GreaterThanEquals
        || leaf instanceof MinorThan
        || leaf instanceof MinorThanEquals) {
      both((BinaryExpression) leaf, scope, branch, true);
    } else if (leaf instanceof Between between && !between.isNot()) {
      note(between.getLeftExpression(), between.getBetweenExpressionStart(), scope, branch, true);
      note(
          between.getLeftExpression(),
          between.getBetweenExpressionEnd(),
          scope,
          branch,
          true,
          BindGuess.Place.Kind.TO);
    } else if (leaf instanceof InExpression in && !in.isNot()) {
      if (in.getRightExpression() instanceof ExpressionList<?> list
          && list.stream().allMatch(Conditions::literal)) {
        constant(in.getLeftExpression(), " in " + list, scope, branch);
      }
      note(in.getLeftExpression(), in.getRightExpression(), scope, branch, false);
    } else if (leaf instanceof IsNullExpression isNull) {
      constant(
          isNull.getLeftExpression(), isNull.isNot() ? " is not null" : " is null", scope, branch);
      if (!isNull.isNot()) {
        note(isNull.getLeftExpression(), null, scope, branch, false);
      }
    } else if (leaf instanceof NotEqualsTo other && literal(other.getRightExpression())) {
      constant(other.getLeftExpression(), " <> " + other.getRightExpression(), scope, branch);
    } else if (leaf instanceof JsonOperator json && json.getStringExpression().equals("@>")) {
      if (unwrapped(json.getLeftExpression()) instanceof Column column) {
        Access access = Scope.find(column, scope);
        if (access != null) {
          access.contained.add(Sql.folded(column.getColumnName()));
        }
      }
    } else if (leaf instanceof LikeExpression like && !like.isNot()) {
      pattern(like.getLeftExpression(), scope, branch);
      boolean infix =
          like.getRightExpression() instanceof StringValue pattern
              && (pattern.getValue().startsWith("%") || pattern.getValue().startsWith("_"));
      if (!infix && like.getLikeKeyWord() == LikeExpression.KeyWord.LIKE) {
        note(
            like.getLeftExpression(),
            like.getRightExpression(),
            scope,
            branch,
            true,
            BindGuess.Place.Kind.LIKE);
      }
    } else if (leaf instanceof Column) {
      constant(leaf, "", scope, branch);
      note(leaf, null, scope, branch, false);
    } else if (leaf instanceof NotExpression not
        && unwrapped(not.getExpression()) instanceof Column) {
      constant(not.getExpression(), " = false", scope, branch);
      note(not.getExpression(), null, scope, branch, false);
    }
  }

  private static boolean literal(Expression expression) {
    return expression instanceof StringValue
        || expression instanceof LongValue
        || expression instanceof BooleanValue;
  }

  /** A condition that always holds where the statement looks. */
  private static void constant(Expression side, String condition, Scope scope, boolean branch) {
    if (!branch && unwrapped(side) instanceof Column column) {
      Access access = Scope.find(column, scope);
      if (access != null) {
        String name = Sql.folded(column.getColumnName());
        access.constants.putIfAbsent(name, Sql.identifier(name) + condition);
      }
    }
  }

  private void pattern(Expression side, Scope scope, boolean branch) {
    Expression bare = unwrapped(side);
    if (bare instanceof Column column) {
      Access access = Scope.find(column, scope);
      if (access != null) {
        access.patterns.add(Candidate.Key.of(Sql.folded(column.getColumnName())));
      }
    } else {
      Made made = made(bare, scope);
      if (made != null && !branch) {
        made.access().patterns.add(new Candidate.Key(made.text(), false, false, true, ""));
      }
    }
  }

  record Made(Access access, String text) {}

  /** An expression over columns of one table, and nothing else that varies. */
  static @Nullable Made made(Expression expression, Scope scope) {
    if (!(expression instanceof Function
        || expression instanceof CastExpression
        || expression instanceof JsonExpression
        || expression instanceof CollateExpression
        || expression instanceof BinaryExpression)) {
      return null;
    }
    String text = expression.toString();
    List<Column> columns = columns(expression, scope);
    if (columns.isEmpty()
        || text.replaceAll("'[^']*'", "").contains("$") // a parameter, not a JSON path
        || text.toLowerCase(Locale.ROOT).contains("select")) {
      return null;
    }
    Access one = null;
    for (Column column : columns) {
      Access access = Scope.find(column, scope);
      if (access == null || (one != null && one != access)) {
        return null;
      }
      one = access;
      if (column.getTable() != null && column.getTable().getName() != null) {
        text = text.replace(column.getFullyQualifiedName(), column.getColumnName());
      }
    }
    return one == null ? null : new Made(one, text);
  }

  private void both(BinaryExpression pair, Scope scope, boolean branch, boolean range) {
    boolean below = pair instanceof MinorThan || pair instanceof MinorThanEquals;
    BindGuess.Place.Kind left =
        !range
            ? BindGuess.Place.Kind.EQUAL
            : below ? BindGuess.Place.Kind.TO : BindGuess.Place.Kind.FROM;
    BindGuess.Place.Kind right =
        !range
            ? BindGuess.Place.Kind.EQUAL
            : below ? BindGuess.Place.Kind.FROM : BindGuess.Place.Kind.TO;
    note(pair.getLeftExpression(), pair.getRightExpression(), scope, branch, range, left);
    note(pair.getRightExpression(), pair.getLeftExpression(), scope, branch, range, right);
  }

  /** Which placeholders stand for values of which column. */
  private void place(
      Access access, String column, @Nullable Expression other, BindGuess.Place.Kind kind) {
    if (other instanceof JdbcParameter parameter) {
      places.putIfAbsent(parameter.getIndex(), new BindGuess.Place(access.table, column, kind));
    } else if (other instanceof ExpressionList<?> list) {
      list.forEach(one -> place(access, column, one, kind));
    } else if (other instanceof CastExpression cast) {
      place(access, column, cast.getLeftExpression(), kind);
    }
  }

  private void note(
      Expression side, @Nullable Expression other, Scope scope, boolean branch, boolean range) {
    note(
        side,
        other,
        scope,
        branch,
        range,
        range ? BindGuess.Place.Kind.FROM : BindGuess.Place.Kind.EQUAL);
  }

  private void note(
      Expression side,
      @Nullable Expression other,
      Scope scope,
      boolean branch,
      boolean range,
      BindGuess.Place.Kind kind) {
    if (!(unwrapped(side) instanceof Column column)) {
      Made made = branch ? null : made(unwrapped(side), scope);
      if (made != null
          && kind != BindGuess.Place.Kind.LIKE
          && (other == null || columns(other, scope).isEmpty())) {
        (range ? made.access().rangedExpressions : made.access().equalExpressions).add(made.text());
      }
      return;
    }
    Access access = Scope.find(column, scope);
    if (access == null) {
      return;
    }
    if (other != null && !range && literal(other)) {
      constant(side, " = " + other, scope, branch);
    }
    Set<Access> others = new LinkedHashSet<>();
    if (other != null) {
      columns(other, scope).forEach(one -> others.add(Scope.find(one, scope)));
    }
    if (others.contains(access)) {
      return;
    }
    String name = Sql.folded(column.getColumnName());
    place(access, name, other, kind);
    if (branch) {
      access.either.add(name);
    } else if (range) {
      access.ranged.add(name);
    } else if (others.isEmpty() && !(other instanceof Select)) {
      access.equal.add(name);
      access
          .asked
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(other == null ? new NullValue() : other);
    } else {
      access.joined.add(name);
    }
  }

  private static List<Column> columns(Expression expression, Scope scope) {
    List<Column> found = new ArrayList<>();
    expression.accept(
        new ExpressionVisitorAdapter<Void>() {
          @Override
          public <S> @Nullable Void visit(Column column, S context) {
            if (Scope.find(column, scope) != null) {
              found.add(column);
            }
            return null;
          }

          @Override
          public <S> @Nullable Void visit(DateUnitExpression unit, S context) {
            return visit(new Column(unit.toString()), context);
          }

          @Override
          public <S> @Nullable Void visit(ParenthesedSelect select, S context) {
            return null;
          }

          @Override
          public <S> @Nullable Void visit(Select select, S context) {
            return null;
          }
        },
        null);
    return found;
  }

  static Expression unwrapped(Expression expression) {
    Expression bare = expression;
    while (bare instanceof ExpressionList<?> list
        && !(bare instanceof Select)
        && list.size() == 1) {
      bare = list.get(0);
    }
    // The parser takes a column that is called day or year for a unit of time.
    return bare instanceof DateUnitExpression unit ? new Column(unit.toString()) : bare;
  }
}
