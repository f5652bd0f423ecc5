package dev.headroom.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import org.jspecify.annotations.Nullable;

/** A condition's parts, joined by and. */
final class SqlCondition {

  private SqlCondition() {}

  static List<Expression> parts(@Nullable Expression where) {
    List<Expression> parts = new ArrayList<>();
    if (where != null) {
      split(where, parts);
    }
    return parts;
  }

  private static void split(Expression e, List<Expression> parts) {
    if (e instanceof AndExpression and) {
      split(and.getLeftExpression(), parts);
      split(and.getRightExpression(), parts);
    } else if (e instanceof ParenthesedExpressionList<?> one && one.size() == 1) {
      split(one.get(0), parts);
    } else {
      parts.add(e);
    }
  }

  /** What a bind is compared with for equality: a column or a function of one; else null. */
  static @Nullable Expression equalTo(Expression part) {
    return part instanceof EqualsTo equals ? compared(equals) : null;
  }

  /** What a bind limits from above or below; else null. */
  static @Nullable Expression rangeOf(Expression part) {
    if (part instanceof Between between) {
      Expression of = plain(between.getLeftExpression());
      return of instanceof Column || of instanceof Function ? of : null;
    }
    boolean range =
        part instanceof GreaterThan
            || part instanceof GreaterThanEquals
            || part instanceof MinorThan
            || part instanceof MinorThanEquals;
    return range ? compared((BinaryExpression) part) : null;
  }

  private static @Nullable Expression compared(BinaryExpression comparison) {
    Expression left = plain(comparison.getLeftExpression());
    Expression right = plain(comparison.getRightExpression());
    if (isBound(right) && (left instanceof Column || left instanceof Function)) {
      return left;
    }
    return isBound(left) && (right instanceof Column || right instanceof Function) ? right : null;
  }

  /** The parser takes columns called day or month for units of time. */
  static Expression plain(Expression e) {
    return e instanceof DateUnitExpression ? new Column(e.toString().toLowerCase(Locale.ROOT)) : e;
  }

  /** A bind, or a function of binds alone: {@code lower(?)}. */
  private static boolean isBound(Expression e) {
    if (e instanceof Function function && function.getParameters() != null) {
      return function.getParameters().stream().allMatch(SqlCondition::isBound);
    }
    return e instanceof JdbcParameter;
  }

  /** The column of a column or of a function of one; else null. */
  static @Nullable Column column(Expression e) {
    if (e instanceof Column column) {
      return column;
    }
    if (e instanceof Function function && function.getParameters() != null) {
      for (Expression parameter : function.getParameters()) {
        Column column = column(parameter);
        if (column != null) {
          return column;
        }
      }
    }
    return null;
  }
}
