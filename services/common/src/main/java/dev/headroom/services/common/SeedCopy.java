package dev.headroom.services.common;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's text format, one buffer per table, sent by COPY while the next ones are
 * made. FREEZE spares the first readers and the vacuum from touching every page again: what is
 * measured after a load is reads.
 */
public final class SeedCopy {

  private final Connection connection;
  private final Map<String, StringBuilder> buffers = new LinkedHashMap<>();
  private @Nullable FutureTask<Boolean> sending;
  private long rows;

  SeedCopy(Connection connection) {
    this.connection = connection;
  }

  /** Adds a row; the table's text names its columns: {@code item (id, name)}. */
  public void row(String table, @Nullable Object... values) {
    StringBuilder buffer = buffers.computeIfAbsent(table, t -> new StringBuilder());
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        buffer.append('\t');
      }
      Object value = values[i];
      if (value == null) {
        buffer.append("\\N");
      } else if (value instanceof String text) {
        text(buffer, text);
      } else {
        buffer.append(value);
      }
    }
    buffer.append('\n');
    rows++;
  }

  private static void text(StringBuilder buffer, String text) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      switch (one) {
        case '\\' -> buffer.append("\\\\");
        case '\t' -> buffer.append("\\t");
        case '\n' -> buffer.append("\\n");
        default -> buffer.append(one);
      }
    }
  }

  /**
   * Sends all buffers, in the order in which their tables were first named, on a thread of its own;
   * waits for those before. The connection is not to be used until {@link #sent}.
   */
  public void send() throws SQLException {
    sent();
    Map<String, StringBuilder> full = new LinkedHashMap<>(buffers);
    // The names stay, in their order: tables refer to those before them.
    buffers.replaceAll((table, rows) -> new StringBuilder(rows.length()));
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              for (Map.Entry<String, StringBuilder> table : full.entrySet()) {
                copy(table.getKey(), table.getValue());
              }
              return true;
            });
    sending = task;
    Thread.ofPlatform().name("seed-copy").daemon().start(task);
  }

  private void copy(String table, StringBuilder rows) throws SQLException {
    if (!rows.isEmpty()) {
      byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy " + table + " from stdin with (freeze)");
      copy.writeToCopy(bytes, 0, bytes.length);
      copy.endCopy();
    }
  }

  /** Waits until everything that {@link #send} was called for is in the tables. */
  void sent() throws SQLException {
    FutureTask<Boolean> task = sending;
    sending = null;
    try {
      if (task != null) {
        task.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw new IllegalStateException("sending rows failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while rows were sent", e);
    }
  }

  public long rows() {
    return rows;
  }
}
