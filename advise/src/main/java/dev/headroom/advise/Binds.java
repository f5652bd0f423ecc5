package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;

/** Bind values as the server's PREPARE and EXECUTE want them. */
final class Binds {

  private Binds() {}

  /**
   * The types that pgjdbc declares for these setters. They matter: a numeric bind against a bigint
   * column takes the column's index away, and the advice must see that.
   */
  static String types(List<Bind> binds) {
    return binds.stream().map(bind -> type(bind.type())).collect(Collectors.joining(", "));
  }

  static String unknown(int parameters) {
    return "unknown, ".repeat(parameters - 1) + "unknown";
  }

  private static String type(int code) {
    return switch (code) {
      case Types.BIGINT -> "bigint";
      case Types.INTEGER -> "integer";
      case Types.SMALLINT, Types.TINYINT -> "smallint";
      case Types.NUMERIC, Types.DECIMAL -> "numeric";
      case Types.DOUBLE, Types.FLOAT -> "double precision";
      case Types.REAL -> "real";
      case Types.BOOLEAN, Types.BIT -> "boolean";
      case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR, Types.NVARCHAR -> "varchar";
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> "bytea";
      case Types.TIMESTAMP_WITH_TIMEZONE -> "timestamptz";
      // Dates and timestamps go out untyped, because the driver cannot know with or without zone.
      default -> "unknown";
    };
  }

  static String values(List<Bind> binds) {
    return binds.stream()
        .map(bind -> bind.isNull() ? "null" : Sql.literal(bind.text()))
        .collect(Collectors.joining(", "));
  }
}
