package dev.headroom.agent;

import dev.headroom.bridge.JdbcHooks;
import dev.headroom.observe.WovenJdbc;
import java.sql.SQLType;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Hands on what woven drivers tell. */
record JdbcReports(WovenJdbc to) implements JdbcHooks.Listener {

  @Override
  public void prepared(Object connection, Object statement, String sql) {
    to.prepared(connection, statement, sql);
  }

  @Override
  public long enter() {
    return to.enter();
  }

  @Override
  public void ran(
      Object statement,
      long start,
      long rows,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    to.ran(statement, start, rows, result, thrown);
  }

  @Override
  public void ranText(
      Object statement,
      @Nullable String sql,
      long start,
      long rows,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    to.ranText(statement, sql, start, rows, result, thrown);
  }

  @Override
  public void ranBatch(
      Object statement, long start, @Nullable Object counts, @Nullable Throwable thrown) {
    to.ranBatch(statement, start, counts, thrown);
  }

  @Override
  public void ended(long start) {
    to.ended(start);
  }

  @Override
  public void autoCommit(boolean on) {
    to.autoCommit(on);
  }

  @Override
  public void batched(Object statement, @Nullable String sql) {
    to.batched(statement, sql);
  }

  @Override
  public void cleared(Object statement, boolean batch) {
    to.cleared(statement, batch);
  }

  @Override
  public void bound(Object statement, int index, @Nullable Object value) {
    to.bound(statement, index, value);
  }

  @Override
  public void boundNumber(Object statement, int index, long value) {
    to.boundNumber(statement, index, value);
  }

  @Override
  public void boundTyped(Object statement, int index, @Nullable Object value, int type) {
    to.boundTyped(statement, index, value, type);
  }

  @Override
  public void boundAs(Object statement, int index, @Nullable Object value, @Nullable Object type) {
    Integer code = type instanceof SQLType known ? known.getVendorTypeNumber() : null;
    to.boundTyped(statement, index, value, code == null ? Types.OTHER : code);
  }

  @Override
  public void boundStream(Object statement, int index) {
    to.boundStream(statement, index);
  }

  @Override
  public void result(Object statement, Object result) {
    to.result(statement, result);
  }

  @Override
  public void row(Object result) {
    to.row(result);
  }

  @Override
  public void read(Object result, Object column, @Nullable Object value) {
    to.read(result, column, value);
  }
}
