package dev.headroom.advise;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server says of a statement that it does not take, with what would help. */
final class Missing {

  private static final Pattern RIGHT =
      Pattern.compile(
          "permission denied for (table|view|materialized view|schema|function) (\\S+)");

  private Missing() {}

  static String explained(SQLException e, Bench bench) {
    String said = SchemaCopy.first(e);
    String state = String.valueOf(e.getSQLState());
    Matcher right = RIGHT.matcher(said);
    if (right.find()) {
      String what =
          switch (right.group(1)) {
            case "schema" -> "usage on schema " + right.group(2);
            case "function" -> "execute on function " + right.group(2);
            default -> "select on " + right.group(2);
          };
      return said + ": grant " + what + " to " + role(bench);
    }
    return switch (state) {
      case "42P01" ->
          said + " (temporary tables belong to their session and cannot be looked at from here)";
      case "42601" -> said + " (it is no statement that the server understands)";
      default -> said;
    };
  }

  private static String role(Bench bench) {
    try (var statement = bench.connection().createStatement();
        var row = statement.executeQuery("select quote_ident(current_user)")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      return "its role";
    }
  }
}
