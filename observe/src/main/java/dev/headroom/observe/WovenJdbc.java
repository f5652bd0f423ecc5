package dev.headroom.observe;

import java.sql.ResultSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reports of drivers whose classes were woven, where {@link ObservedDataSource} wraps nothing: the
 * application gets the driver's own objects, and each carries what is known about it.
 *
 * <p>What is told from within another told call of the same thread counts only once: drivers call
 * themselves, and wrappers of them may be woven too. Nothing here throws.
 */
public final class WovenJdbc {

  private static final int MOST_TRACED = 64;

  private final Observer observer;
  private final Function<Object, @Nullable Object> carried;
  private final BiConsumer<Object, @Nullable Object> carry;
  private final Consumer<Boolean> reading;

  /** Requests whose reads are wanted. */
  private final Set<Request> traced = ConcurrentHashMap.newKeySet();

  /**
   * Reports to an observer.
   *
   * @param observer who counts
   * @param carried tells what an object of the driver carries, null for nothing
   * @param carry gives an object of the driver something to carry
   * @param reading told whether {@link #row} and {@link #read} are wanted; they are not at first
   */
  public WovenJdbc(
      Observer observer,
      Function<Object, @Nullable Object> carried,
      BiConsumer<Object, @Nullable Object> carry,
      Consumer<Boolean> reading) {
    this.observer = observer;
    this.carried = carried;
    this.carry = carry;
    this.reading = reading;
  }

  /**
   * A statement was prepared.
   *
   * @param connection the driver's connection
   * @param statement the driver's statement
   * @param sql its text
   */
  public void prepared(Object connection, Object statement, String sql) {
    try {
      if (carried.apply(statement) instanceof WovenStatement known
          && sql.equals(known.sql)
          && known.keeps() == observer.wantsValues()) {
        return; // told by an inner call already, or kept by the driver's cache
      }
      carry.accept(
          statement,
          new WovenStatement(
              observer.shape(sql, WovenDialect.of(connection)), sql, observer.wantsValues()));
    } catch (Throwable fault) {
      observer.fault(fault);
    }
  }

  /**
   * An execution, commit or rollback begins; ended by exactly one of the methods below that take a
   * start.
   *
   * @return the time
   */
  public long enter() {
    return observer.enter();
  }

  /**
   * A prepared statement ran.
   *
   * @param statement the statement
   * @param start what {@link #enter} returned
   * @param rows rows affected, -1 for a query
   * @param result the result set, if it is one
   * @param why what it threw; null if it did not
   */
  public void ran(
      Object statement, long start, long rows, @Nullable Object result, @Nullable Throwable why) {
    WovenStatement state = state(statement);
    observer.exit(start, state.shape, state.prepared(), rows, why);
    trace(state.shape, result);
  }

  /**
   * A statement ran a text.
   *
   * @param statement the statement
   * @param sql the text
   * @param start what {@link #enter} returned
   * @param rows rows affected, -1 for a query
   * @param result the result set, if it is one
   * @param why what it threw; null if it did not
   */
  public void ranText(
      Object statement,
      @Nullable String sql,
      long start,
      long rows,
      @Nullable Object result,
      @Nullable Throwable why) {
    String text = sql == null ? "" : sql;
    Shape shape = shape(statement, text);
    observer.exit(start, shape, state(statement).text(text), rows, why);
    trace(shape, result);
  }

  /**
   * A batch ran; one that is empty is nothing.
   *
   * @param statement the statement
   * @param start what {@link #enter} returned
   * @param counts the driver's counts
   * @param why what it threw; null if it did not
   */
  public void ranBatch(
      Object statement, long start, @Nullable Object counts, @Nullable Throwable why) {
    WovenStatement state = state(statement);
    boolean any = state.hasBatch();
    String text = state.batchSql();
    Shape shape = text == null ? state.shape : shape(statement, text);
    observer.exit(start, any ? shape : null, state.asBatch(), ObservedStatement.rows(counts), why);
    state.clearBatch();
  }

  /**
   * A commit or rollback ended.
   *
   * @param start what {@link #enter} returned
   */
  public void ended(long start) {
    observer.exitTransaction(start);
  }

  /**
   * Auto-commit was set on this thread's connection.
   *
   * @param on as given
   */
  public void autoCommit(boolean on) {
    observer.autoCommit(null, on);
  }

  /**
   * Something was added to a batch.
   *
   * @param statement the statement
   * @param sql the text, or null for the present binds
   */
  public void batched(Object statement, @Nullable String sql) {
    state(statement).batched(sql);
  }

  /**
   * The batch or the binds were cleared.
   *
   * @param statement the statement
   * @param batch true for the batch
   */
  public void cleared(Object statement, boolean batch) {
    if (carried.apply(statement) instanceof WovenStatement state) {
      if (batch) {
        state.clearBatch();
      } else {
        state.clear();
      }
    }
  }

  /**
   * A bind.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   */
  public void bound(Object statement, int index, @Nullable Object value) {
    if (carried.apply(statement) instanceof WovenStatement state) {
      try {
        state.bind(index, Hashes.of(value));
        if (state.keeps()) {
          state.keep(index, value);
        }
      } catch (Throwable fault) {
        observer.fault(fault); // an application's type whose hashCode throws
      }
    }
  }

  /**
   * A bind of a whole number, without an object for it.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   */
  public void boundNumber(Object statement, int index, long value) {
    if (carried.apply(statement) instanceof WovenStatement state) {
      state.bind(index, Hashes.of(value));
      if (state.keeps()) {
        state.keep(index, value);
      }
    }
  }

  /**
   * A bind with its type.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   * @param type a {@code java.sql.Types} code
   */
  public void boundTyped(Object statement, int index, @Nullable Object value, int type) {
    if (carried.apply(statement) instanceof WovenStatement state) {
      bound(statement, index, state.keeps() ? new Typed(value, type) : value);
    }
  }

  /**
   * A bind that cannot be read twice.
   *
   * @param statement the statement
   * @param index from 1
   */
  public void boundStream(Object statement, int index) {
    bound(statement, index, BindingStatement.NO_VALUE);
  }

  /**
   * The application took the rows of what {@code execute} ran.
   *
   * @param statement the statement
   * @param result the result set
   */
  public void result(Object statement, Object result) {
    Request request = observer.current();
    if (request != null
        && request.trace != null
        && carried.apply(statement) instanceof WovenStatement state
        && carried.apply(result) == null) {
      trace(state.shape, result);
    }
  }

  /**
   * The application moved to the next row of a result set.
   *
   * @param result the result set
   */
  public void row(Object result) {
    if (carried.apply(result) instanceof FlowTrace.Results traced) {
      traced.row();
    }
  }

  /**
   * The application read a column.
   *
   * @param result the result set
   * @param column its number or label
   * @param value the value
   */
  public void read(Object result, Object column, @Nullable Object value) {
    if (carried.apply(result) instanceof FlowTrace.Results traced) {
      try {
        traced.value(
            column instanceof String label ? label.toLowerCase(Locale.ROOT) : column, value);
      } catch (Throwable fault) {
        observer.fault(fault);
      }
    }
  }

  /**
   * A request has ended: what it reads is no longer wanted.
   *
   * @param request the request
   */
  public void ended(Request request) {
    if (!traced.isEmpty() && traced.remove(request) && traced.isEmpty()) {
      reading.accept(false);
    }
  }

  private void trace(@Nullable Shape shape, @Nullable Object result) {
    Request request = observer.current();
    if (result == null || shape == null || request == null) {
      return;
    }
    FlowTrace trace = request.trace;
    if (trace == null) {
      return;
    }
    try {
      if (result instanceof ResultSet rows) {
        carry.accept(result, trace.results(shape, rows));
        if (traced.size() >= MOST_TRACED) {
          traced.clear(); // requests that never ended
        }
        if (traced.add(request)) {
          reading.accept(true);
        }
      }
    } catch (Throwable fault) {
      observer.fault(fault);
    }
  }

  private @Nullable Shape shape(Object statement, String text) {
    return observer.shape(text, WovenDialect.of(statement));
  }

  private WovenStatement state(Object statement) {
    if (carried.apply(statement) instanceof WovenStatement known) {
      return known;
    }
    WovenStatement created = new WovenStatement(null, null, false);
    carry.accept(statement, created);
    return created;
  }
}
