package dev.headroom.observe;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one request took of one statement's results: the rows that it moved to, those of which it
 * read no column, and the columns that it read. What an object mapper reads counts as read, whether
 * or not the application looks at it then; an execution whose result was unwrapped, so that reads
 * cannot be seen, is left out.
 */
final class FetchTrace {

  private static final int MOST_COLUMNS = 256;

  long executions;
  long rows;
  long maxRows;
  long unusedRows;
  final List<String> labels = new ArrayList<>();
  final BitSet used = new BitSet();
  private final Map<Object, Integer> byLabel = new HashMap<>();

  /** A result begins; a driver that tells no columns leaves its columns unknown. */
  void begin(@Nullable ResultSet result) {
    executions++;
    if (result == null || !labels.isEmpty()) {
      return;
    }
    try {
      ResultSetMetaData columns = result.getMetaData();
      for (int i = 1; i <= Math.min(columns.getColumnCount(), MOST_COLUMNS); i++) {
        labels.add(columns.getColumnLabel(i));
        byLabel.putIfAbsent(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), i - 1);
      }
    } catch (SQLException | RuntimeException | LinkageError unknown) {
      labels.clear();
    }
  }

  /** The application moved to a row, the {@code number}th of its result. */
  void row(long number) {
    rows++;
    unusedRows++;
    maxRows = Math.max(maxRows, number);
  }

  /** It read a column, by number or by label in lower case. */
  void read(Object column) {
    Integer index =
        column instanceof Integer number ? Integer.valueOf(number - 1) : byLabel.get(column);
    if (index != null && index >= 0 && index < labels.size()) {
      used.set(index);
    }
  }

  /** Takes a result back whose reads are not seen any more; all its columns count as read. */
  void leaveOut(long seenRows, boolean lastRead) {
    executions--;
    rows -= seenRows;
    unusedRows -= lastRead ? 0 : 1;
    used.set(0, labels.size());
  }
}
