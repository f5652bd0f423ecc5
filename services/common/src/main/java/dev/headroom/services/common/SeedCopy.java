package dev.headroom.services.common;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's text format, one buffer per table, sent by COPY. FREEZE spares the first
 * readers and the vacuum from touching every page again: what is measured after a load is reads.
 */
public final class SeedCopy {

  private final Connection connection;
  private final Map<String, StringBuilder> buffers = new LinkedHashMap<>();
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
        buffer.append(text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
      } else {
        buffer.append(value);
      }
    }
    buffer.append('\n');
    rows++;
  }

  /** Sends all buffers, in the order in which their tables were first named. */
  public void send() throws SQLException {
    for (Map.Entry<String, StringBuilder> table : buffers.entrySet()) {
      if (!table.getValue().isEmpty()) {
        byte[] bytes = table.getValue().toString().getBytes(StandardCharsets.UTF_8);
        table.getValue().setLength(0);
        CopyIn copy =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table.getKey() + " from stdin with (freeze)");
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
      }
    }
  }

  public long rows() {
    return rows;
  }
}
