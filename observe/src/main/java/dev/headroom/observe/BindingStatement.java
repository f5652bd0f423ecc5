package dev.headroom.observe;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Calendar;
import org.jspecify.annotations.NullUnmarked;

/** Hands every setter on and tells the bind to {@link #bind}. JDBC says nothing about null. */
@NullUnmarked
abstract class BindingStatement extends ObservedStatement implements PreparedStatement {

  /** Stands for a value that cannot be read twice; its executions count as distinct by nothing. */
  static final Object NO_VALUE = new Object();

  BindingStatement(ObservedConnection connection, PreparedStatement delegate) {
    super(connection, delegate);
  }

  abstract void bind(int index, Object value);

  abstract void bindNumber(int index, long value);

  final PreparedStatement delegate() {
    return (PreparedStatement) delegate;
  }

  private static int code(SQLType type) {
    Integer code = type == null ? null : type.getVendorTypeNumber();
    return code == null ? Types.OTHER : code;
  }

  @Override
  public void setArray(int index, Array value) throws SQLException {
    delegate().setArray(index, value);
    bind(index, value);
  }

  @Override
  public void setAsciiStream(int index, InputStream value) throws SQLException {
    delegate().setAsciiStream(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int length) throws SQLException {
    delegate().setAsciiStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long length) throws SQLException {
    delegate().setAsciiStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) throws SQLException {
    delegate().setBigDecimal(index, value);
    bind(index, value);
  }

  @Override
  public void setBinaryStream(int index, InputStream value) throws SQLException {
    delegate().setBinaryStream(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int length) throws SQLException {
    delegate().setBinaryStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long length) throws SQLException {
    delegate().setBinaryStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBlob(int index, InputStream value) throws SQLException {
    delegate().setBlob(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBlob(int index, InputStream value, long length) throws SQLException {
    delegate().setBlob(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBlob(int index, Blob value) throws SQLException {
    delegate().setBlob(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    delegate().setBoolean(index, value);
    bind(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    delegate().setByte(index, value);
    bindNumber(index, value);
  }

  @Override
  public void setBytes(int index, byte[] value) throws SQLException {
    delegate().setBytes(index, value);
    bind(index, value);
  }

  @Override
  public void setCharacterStream(int index, Reader value) throws SQLException {
    delegate().setCharacterStream(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setCharacterStream(int index, Reader value, int length) throws SQLException {
    delegate().setCharacterStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setCharacterStream(int index, Reader value, long length) throws SQLException {
    delegate().setCharacterStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setClob(int index, Reader value) throws SQLException {
    delegate().setClob(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setClob(int index, Reader value, long length) throws SQLException {
    delegate().setClob(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setClob(int index, Clob value) throws SQLException {
    delegate().setClob(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setDate(int index, Date value) throws SQLException {
    delegate().setDate(index, value);
    bind(index, value);
  }

  @Override
  public void setDate(int index, Date value, Calendar calendar) throws SQLException {
    delegate().setDate(index, value, calendar);
    bind(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    delegate().setDouble(index, value);
    bind(index, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    delegate().setFloat(index, value);
    bind(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    delegate().setInt(index, value);
    bindNumber(index, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    delegate().setLong(index, value);
    bindNumber(index, value);
  }

  @Override
  public void setNCharacterStream(int index, Reader value) throws SQLException {
    delegate().setNCharacterStream(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long length) throws SQLException {
    delegate().setNCharacterStream(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setNClob(int index, Reader value) throws SQLException {
    delegate().setNClob(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setNClob(int index, Reader value, long length) throws SQLException {
    delegate().setNClob(index, value, length);
    bind(index, NO_VALUE);
  }

  @Override
  public void setNClob(int index, NClob value) throws SQLException {
    delegate().setNClob(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setNString(int index, String value) throws SQLException {
    delegate().setNString(index, value);
    bind(index, value);
  }

  @Override
  public void setNull(int index, int value) throws SQLException {
    delegate().setNull(index, value);
    bind(index, new Typed(null, value));
  }

  @Override
  public void setNull(int index, int value, String typeName) throws SQLException {
    delegate().setNull(index, value, typeName);
    bind(index, new Typed(null, value));
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    delegate().setObject(index, value);
    bind(index, value);
  }

  @Override
  public void setObject(int index, Object value, int type) throws SQLException {
    delegate().setObject(index, value, type);
    bind(index, new Typed(value, type));
  }

  @Override
  public void setObject(int index, Object value, int type, int scale) throws SQLException {
    delegate().setObject(index, value, type, scale);
    bind(index, new Typed(value, type));
  }

  @Override
  public void setObject(int index, Object value, SQLType type) throws SQLException {
    delegate().setObject(index, value, type);
    bind(index, new Typed(value, code(type)));
  }

  @Override
  public void setObject(int index, Object value, SQLType type, int scale) throws SQLException {
    delegate().setObject(index, value, type, scale);
    bind(index, new Typed(value, code(type)));
  }

  @Override
  public void setRef(int index, Ref value) throws SQLException {
    delegate().setRef(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setRowId(int index, RowId value) throws SQLException {
    delegate().setRowId(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setSQLXML(int index, SQLXML value) throws SQLException {
    delegate().setSQLXML(index, value);
    bind(index, NO_VALUE);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    delegate().setShort(index, value);
    bindNumber(index, value);
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    delegate().setString(index, value);
    bind(index, value);
  }

  @Override
  public void setTime(int index, Time value) throws SQLException {
    delegate().setTime(index, value);
    bind(index, value);
  }

  @Override
  public void setTime(int index, Time value, Calendar calendar) throws SQLException {
    delegate().setTime(index, value, calendar);
    bind(index, value);
  }

  @Override
  public void setTimestamp(int index, Timestamp value) throws SQLException {
    delegate().setTimestamp(index, value);
    bind(index, value);
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
    delegate().setTimestamp(index, value, calendar);
    bind(index, value);
  }

  @Override
  public void setURL(int index, URL value) throws SQLException {
    delegate().setURL(index, value);
    bind(index, value);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // the interface still has it
  public void setUnicodeStream(int index, InputStream value, int length) throws SQLException {
    delegate().setUnicodeStream(index, value, length);
    bind(index, NO_VALUE);
  }
}
