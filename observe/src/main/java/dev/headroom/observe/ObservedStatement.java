package dev.headroom.observe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** Times executions of SQL given as text. A batch is one execution. */
@NullUnmarked
class ObservedStatement extends DelegatingStatement implements Execution {

  private final ObservedConnection connection;

  /** Hash of the text that runs, or of the binds of a prepared statement. */
  long hash;

  /** Null until something is added to a batch: few statements have one. */
  private Batch batch;

  ObservedStatement(ObservedConnection connection, Statement delegate) {
    super(delegate);
    this.connection = connection;
  }

  final Observer observer() {
    return connection.observer();
  }

  /** What was added to a batch. */
  private static final class Batch {
    String sql;
    int size;
    int executing;
    long hash;
  }

  private Batch batching() {
    if (batch == null) {
      batch = new Batch();
    }
    return batch;
  }

  /** A call that executes something. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws SQLException;
  }

  private <T> T observed(String sql, Call<T> call) throws SQLException {
    Observer observer = observer();
    Shape shape = connection.shape(sql);
    hash = sql.hashCode();
    long start = observer.enter();
    Throwable why = null;
    long rows = -1;
    try {
      T result = call.run();
      rows = rows(result);
      return observer.traced(shape, result);
    } catch (Throwable thrown) {
      why = thrown;
      throw thrown;
    } finally {
      observer.exit(start, shape, this, rows, why);
    }
  }

  /** Rows affected, as far as the result says it. */
  static long rows(Object result) {
    if (result instanceof Number number) {
      return number.longValue();
    }
    long sum = 0;
    if (result instanceof int[] counts) {
      for (int count : counts) {
        sum += Math.max(0, count);
      }
      return sum;
    }
    if (result instanceof long[] counts) {
      for (long count : counts) {
        sum += Math.max(0, count);
      }
      return sum;
    }
    return -1;
  }

  @Override
  public long bindHash() {
    return batch == null || batch.hash == 0 ? hash : batch.hash;
  }

  @Override
  public Object[] takeValues() {
    return null;
  }

  @Override
  public int valueCount() {
    return 0;
  }

  @Override
  public int batch() {
    return batch == null ? 0 : batch.executing;
  }

  @Override
  public Hold hold() {
    return connection.hold();
  }

  /** Runs a batch; what is not told apart, the statements of one batch, is known by the last. */
  final <T> T batch(Call<T> call) throws SQLException {
    Batch running = batching();
    running.executing = running.size;
    running.size = 0;
    try {
      return call.run();
    } finally {
      running.executing = 0;
    }
  }

  /** The binds of a prepared statement were added. */
  final void addedToBatch() {
    Batch to = batching();
    to.size++;
    to.hash = Hashes.mix(to.hash + hash) | 1;
  }

  final void clearedBatch() {
    batch = null;
  }

  /** An execution ended: the next batch has other binds. */
  final void executedBatch() {
    if (batch != null) {
      batch.hash = 0;
    }
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return delegate.getResultSet();
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    return observed(sql, () -> delegate.executeQuery(sql));
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return observed(sql, () -> delegate.executeUpdate(sql));
  }

  @Override
  public int executeUpdate(String sql, int keys) throws SQLException {
    return observed(sql, () -> delegate.executeUpdate(sql, keys));
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    return observed(sql, () -> delegate.executeUpdate(sql, columns));
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    return observed(sql, () -> delegate.executeUpdate(sql, columns));
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    return observed(sql, () -> delegate.executeLargeUpdate(sql));
  }

  @Override
  public long executeLargeUpdate(String sql, int keys) throws SQLException {
    return observed(sql, () -> delegate.executeLargeUpdate(sql, keys));
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    return observed(sql, () -> delegate.executeLargeUpdate(sql, columns));
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    return observed(sql, () -> delegate.executeLargeUpdate(sql, columns));
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    return observed(sql, () -> delegate.execute(sql));
  }

  @Override
  public boolean execute(String sql, int keys) throws SQLException {
    return observed(sql, () -> delegate.execute(sql, keys));
  }

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    return observed(sql, () -> delegate.execute(sql, columns));
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    return observed(sql, () -> delegate.execute(sql, columns));
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    delegate.addBatch(sql);
    Batch to = batching();
    to.sql = sql;
    to.size++;
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
    clearedBatch();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return batch == null || batch.sql == null
        ? delegate.executeBatch()
        : batch(() -> observed(batch.sql, delegate::executeBatch));
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return batch == null || batch.sql == null
        ? delegate.executeLargeBatch()
        : batch(() -> observed(batch.sql, delegate::executeLargeBatch));
  }
}
