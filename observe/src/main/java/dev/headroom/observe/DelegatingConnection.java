package dev.headroom.observe;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;

/**
 * Hands every call on, except what {@link ObservedConnection} observes. JDBC says nothing about
 * null.
 */
@NullUnmarked
abstract class DelegatingConnection implements Connection {

  final Connection delegate;

  DelegatingConnection(Connection delegate) {
    this.delegate = delegate;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this)
        ? type.cast(this)
        : type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(delegate) || delegate.isWrapperFor(type);
  }

  @Override
  public void abort(Executor value) throws SQLException {
    delegate.abort(value);
  }

  @Override
  public void beginRequest() throws SQLException {
    delegate.beginRequest();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public Array createArrayOf(String value, Object[] more) throws SQLException {
    return delegate.createArrayOf(value, more);
  }

  @Override
  public Blob createBlob() throws SQLException {
    return delegate.createBlob();
  }

  @Override
  public Clob createClob() throws SQLException {
    return delegate.createClob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return delegate.createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return delegate.createSQLXML();
  }

  @Override
  public Struct createStruct(String value, Object[] more) throws SQLException {
    return delegate.createStruct(value, more);
  }

  @Override
  public void endRequest() throws SQLException {
    delegate.endRequest();
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return delegate.getAutoCommit();
  }

  @Override
  public String getCatalog() throws SQLException {
    return delegate.getCatalog();
  }

  @Override
  public String getClientInfo(String value) throws SQLException {
    return delegate.getClientInfo(value);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return delegate.getClientInfo();
  }

  @Override
  public int getHoldability() throws SQLException {
    return delegate.getHoldability();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return delegate.getMetaData();
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return delegate.getNetworkTimeout();
  }

  @Override
  public String getSchema() throws SQLException {
    return delegate.getSchema();
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return delegate.getTransactionIsolation();
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return delegate.getTypeMap();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return delegate.isReadOnly();
  }

  @Override
  public boolean isValid(int value) throws SQLException {
    return delegate.isValid(value);
  }

  @Override
  public String nativeSQL(String value) throws SQLException {
    return delegate.nativeSQL(value);
  }

  @Override
  public void releaseSavepoint(Savepoint value) throws SQLException {
    delegate.releaseSavepoint(value);
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    delegate.setAutoCommit(value);
  }

  @Override
  public void setCatalog(String value) throws SQLException {
    delegate.setCatalog(value);
  }

  @Override
  public void setClientInfo(String value, String more) throws SQLClientInfoException {
    delegate.setClientInfo(value, more);
  }

  @Override
  public void setClientInfo(Properties value) throws SQLClientInfoException {
    delegate.setClientInfo(value);
  }

  @Override
  public void setHoldability(int value) throws SQLException {
    delegate.setHoldability(value);
  }

  @Override
  public void setNetworkTimeout(Executor value, int more) throws SQLException {
    delegate.setNetworkTimeout(value, more);
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    delegate.setReadOnly(value);
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return delegate.setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String value) throws SQLException {
    return delegate.setSavepoint(value);
  }

  @Override
  public void setSchema(String value) throws SQLException {
    delegate.setSchema(value);
  }

  @Override
  public void setShardingKey(ShardingKey value) throws SQLException {
    delegate.setShardingKey(value);
  }

  @Override
  public void setShardingKey(ShardingKey value, ShardingKey more) throws SQLException {
    delegate.setShardingKey(value, more);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey value, int more) throws SQLException {
    return delegate.setShardingKeyIfValid(value, more);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey value, ShardingKey more, int most)
      throws SQLException {
    return delegate.setShardingKeyIfValid(value, more, most);
  }

  @Override
  public void setTransactionIsolation(int value) throws SQLException {
    delegate.setTransactionIsolation(value);
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
    delegate.setTypeMap(value);
  }
}
