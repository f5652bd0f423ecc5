package dev.headroom.rollup;

import java.sql.SQLException;

/** The database refused something: says what was being done. */
public final class RollupException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RollupException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage() + rights(cause), cause);
  }

  /** PostgreSQL's insufficient_privilege. */
  private static String rights(Throwable cause) {
    return cause instanceof SQLException refused && "42501".equals(refused.getSQLState())
        ? "\n  installing takes the role that owns the tables and may create in their schema;"
            + " refreshing and reading take rights on headroom_rollup and on what begins with the"
            + " rollup's name"
        : "";
  }
}
