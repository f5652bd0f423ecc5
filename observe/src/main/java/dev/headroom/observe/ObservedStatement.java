package dev.headroom.observe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** Times executions of SQL given as text. A batch is one execution. */
@NullUnmarked
class ObservedStatement extends DelegatingStatement implements Execution {

  final Observer observer;
  private final ObservedConnection connection;
  private long textHash;
  private String batch;
  private int batched;
  private int executing;

  ObservedStatement(Observer observer, ObservedConnection connection, Statement delegate) {
    super(delegate);
    this.observer = observer;
    this.connection = connection;
  }

  /** A call that executes something. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws SQLException;
  }

  private <T> T observed(String sql, Call<T> call) throws SQLException {
    Shape shape = connection.shape(sql);
    textHash = sql.hashCode();
    long start = observer.enter();
    boolean failed = true;
    long rows = -1;
    try {
      T result = call.run();
      failed = false;
      rows = rows(result);
      return observer.traced(shape, result);
    } finally {
      observer.exit(start, shape, this, rows, failed);
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
    return textHash;
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
    return executing;
  }

  @Override
  public Hold hold() {
    return connection.hold();
  }

  /** Runs a batch; what is not told apart, the statements of one batch, is known by the last. */
  final <T> T batch(Call<T> call) throws SQLException {
    executing = batched;
    batched = 0;
    try {
      return call.run();
    } finally {
      executing = 0;
    }
  }

  final void addedToBatch() {
    batched++;
  }

  final void clearedBatch() {
    batched = 0;
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
    batch = sql;
    addedToBatch();
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
    batch = null;
    clearedBatch();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return batch == null
        ? delegate.executeBatch()
        : batch(() -> observed(batch, delegate::executeBatch));
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return batch == null
        ? delegate.executeLargeBatch()
        : batch(() -> observed(batch, delegate::executeLargeBatch));
  }
}
