package dev.headroom.observe;

import dev.headroom.loop.PlanObservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the database for the plans of the statements that take the most time, and for what it
 * counted as changed.
 *
 * <p>Once a minute, plans for at most {@value #MOST} statements, each once an hour, over a
 * connection that is opened for it and closed after: read-only, with a time-out of 2 s for a
 * statement and 200 ms for a lock, and rolled back. Nothing is executed, only explained, and only
 * single {@code SELECT}s are asked for. Plans are for unknown binds: PostgreSQL's generic plan,
 * SQLite's query plan, MySQL's and MariaDB's with a text in place of each bind. Other databases are
 * said to be unsupported.
 *
 * <p>Plans are kept without literals. A statement that could not be explained has a sentence
 * instead, which names the right that is missing.
 */
public final class Plans implements AutoCloseable {

  private static final int MOST = 50;
  private static final long AGAIN_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Observer observer;
  private final String dataSource;
  private final Connector connector;
  private final ScheduledThreadPoolExecutor background;
  private final Map<String, Long> askedNanos = new HashMap<>();

  private Plans(Observer observer, String dataSource, Connector connector) {
    this.observer = observer;
    this.dataSource = dataSource;
    this.connector = connector;
    this.background =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "headroom-plans");
              thread.setDaemon(true);
              return thread;
            });
  }

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
   * Starts to ask, in the background, once a minute.
   *
   * @param observer whose statements to ask for
   * @param dataSource the pool whose statements are asked for over this connector; empty for all
   * @param connector opens a connection to the same database
   * @return to be closed when observation ends
   */
  public static Plans start(Observer observer, String dataSource, Connector connector) {
    Plans plans = new Plans(observer, dataSource, connector);
    var unused = plans.background.scheduleWithFixedDelay(plans::askNow, 60, 60, TimeUnit.SECONDS);
    return plans;
  }

  /**
   * Asks at once, on this thread, for what was not asked in the last hour. Throws nothing: a
   * database that refuses is told by the plans.
   */
  public synchronized void askNow() {
    try {
      long now = observer.now();
      Window window = observer.window();
      askedNanos.values().removeIf(asked -> now - asked >= AGAIN_NANOS);
      List<Shape> shapes =
          window.slowest(dataSource, MOST).stream()
              .filter(shape -> !askedNanos.containsKey(shape.fingerprint))
              .toList();
      shapes.forEach(shape -> askedNanos.put(shape.fingerprint, now));
      ask(shapes, window);
    } catch (Throwable fault) {
      observer.fault(fault);
    }
  }

  private void ask(List<Shape> shapes, Window window) {
    long start = observer.enter(); // what is asked here is no work of the application
    try (Connection connection = connector.open()) {
      Explainer explainer = Explainer.of(connection);
      count(explainer, window);
      for (Shape shape : shapes) {
        window.plan(explain(explainer, shape));
      }
    } catch (SQLException refused) {
      for (Shape shape : shapes) {
        window.plan(
            Explainer.missing(
                shape, "the connection for plans was refused: " + refused.getMessage()));
      }
    } finally {
      observer.exitTransaction(start);
    }
  }

  private void count(Explainer explainer, Window window) {
    try {
      window.changes.read(dataSource, explainer.changes());
    } catch (SQLException unreadable) {
      observer.fault(unreadable); // plans do without
    }
  }

  private static PlanObservation explain(Explainer explainer, Shape shape) {
    String refusal = Explainable.refusal(shape.sql, explainer.dialect());
    if (!refusal.isEmpty()) {
      return Explainer.missing(shape, refusal);
    }
    try {
      return explainer.explain(shape);
    } catch (SQLException e) {
      return Explainer.missing(shape, explainer.reason(e));
    }
  }

  @Override
  public void close() {
    background.shutdownNow();
  }
}
