package dev.headroom.observe;

import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/**
 * Times executions of a prepared statement and hashes its binds, without an allocation of its own
 * unless values are wanted. The first bind after an execution begins the next set of binds.
 */
@NullUnmarked
final class ObservedPreparedStatement extends BindingStatement {

  private final Shape shape;
  private final boolean keep;
  private boolean executed;
  private Object[] values;
  private int count;
  private boolean taken;

  ObservedPreparedStatement(
      ObservedConnection connection, PreparedStatement delegate, Shape shape) {
    super(connection, delegate);
    this.shape = shape;
    this.keep = observer().wantsValues();
  }

  @Override
  void bind(int index, Object value) {
    try {
      next();
      hash += Hashes.at(index, Hashes.of(value));
      if (keep) {
        keep(index, value);
      }
    } catch (Throwable fault) {
      observer().fault(fault); // an application's type whose hashCode throws
    }
  }

  @Override
  void bindNumber(int index, long value) {
    next();
    hash += Hashes.at(index, Hashes.of(value));
    if (keep) {
      keep(index, value);
    }
  }

  private void next() {
    if (executed) {
      executed = false;
      hash = 0;
    }
  }

  private void keep(int index, Object value) {
    if (index < 1 || index > 1_000) {
      return; // a sample of more is of no use
    }
    if (values == null) {
      values = new Object[Math.max(4, index)];
    } else if (taken || index > values.length) {
      values = Arrays.copyOf(values, Math.max(values.length, index));
    }
    taken = false;
    values[index - 1] = value;
    count = Math.max(count, index);
  }

  @Override
  public Object[] takeValues() {
    taken = true;
    return values == null && keep ? new Object[0] : values;
  }

  @Override
  public int valueCount() {
    return count;
  }

  private <T> T observed(Call<T> call) throws SQLException {
    long start = observer().enter();
    Throwable why = null;
    long rows = -1;
    try {
      T result = call.run();
      rows = rows(result);
      return observer().traced(shape, result);
    } catch (Throwable thrown) {
      why = thrown;
      throw thrown;
    } finally {
      ended(start, rows, why);
    }
  }

  private void ended(long start, long rows, Throwable why) {
    observer().exit(start, shape, this, rows, why);
    executed = true;
    executedBatch();
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    // Written out, as are the next two: a lambda for each execution would be garbage.
    long start = observer().enter();
    Throwable why = null;
    try {
      ResultSet result = delegate().executeQuery();
      return observer().traced(shape, result);
    } catch (Throwable thrown) {
      why = thrown;
      throw thrown;
    } finally {
      ended(start, -1, why);
    }
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return observer().traced(shape, delegate.getResultSet());
  }

  @Override
  public int executeUpdate() throws SQLException {
    long start = observer().enter();
    Throwable why = null;
    int rows = -1;
    try {
      rows = delegate().executeUpdate();
      return rows;
    } catch (Throwable thrown) {
      why = thrown;
      throw thrown;
    } finally {
      ended(start, rows, why);
    }
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return observed(delegate()::executeLargeUpdate);
  }

  @Override
  public boolean execute() throws SQLException {
    long start = observer().enter();
    Throwable why = null;
    try {
      boolean result = delegate().execute();
      return result;
    } catch (Throwable thrown) {
      why = thrown;
      throw thrown;
    } finally {
      ended(start, -1, why);
    }
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return batch(() -> observed(delegate()::executeBatch));
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return batch(() -> observed(delegate()::executeLargeBatch));
  }

  @Override
  public void addBatch() throws SQLException {
    delegate().addBatch();
    addedToBatch();
    executed = true;
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
    clearedBatch();
  }

  @Override
  public void clearParameters() throws SQLException {
    delegate().clearParameters();
    hash = 0;
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return delegate().getMetaData();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return delegate().getParameterMetaData();
  }
}
