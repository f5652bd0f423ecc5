package dev.headroom.observe;

import java.sql.Connection;
import java.sql.SQLException;

/** Asks the database for the plans of the statements that take the most time. */
public final class Plans implements AutoCloseable {

  private Plans() {}

  /** Opens a connection of Headroom's own. */
  @FunctionalInterface
  public interface Connector {

    /**
     * Opens a connection, never from the application's pool.
     *
     * @return to be closed by the caller
     * @throws SQLException if the database refuses
     */
    Connection open() throws SQLException;
  }

  /**
   * Starts to ask, in the background.
   *
   * @param observer whose statements to ask for
   * @param dataSource the pool whose statements are asked for over this connector; empty for all
   * @param connector opens a connection to the same database
   * @return to be closed when observation ends
   */
  public static Plans start(Observer observer, String dataSource, Connector connector) {
    return new Plans();
  }

  @Override
  public void close() {}
}
