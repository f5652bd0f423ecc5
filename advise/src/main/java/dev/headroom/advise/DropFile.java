package dev.headroom.advise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file that keeps what was dropped: SQL that creates each index again, which anybody may run,
 * and in a comment before each what its table's statements cost until then, so that a later run can
 * tell whether one became slower. It is written before the drop.
 */
final class DropFile {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String MARK = "-- headroom: ";
  private static final String HEAD =
      "-- Indexes that headroom dropped. Each statement creates one again as it was.\n";

  /**
   * One index.
   *
   * @param undo creates it again
   * @param again whether it was created again since
   * @param totals by the server's statement id, as they were when it was dropped, without texts
   */
  record Entry(
      String database,
      String index,
      String table,
      String undo,
      String droppedAt,
      boolean again,
      Map<Long, StatementTotals.Total> totals) {

    Entry recreated() {
      return new Entry(database, index, table, undo, droppedAt, true, totals);
    }
  }

  private final Path file;

  DropFile(Path file) {
    this.file = file;
  }

  List<Entry> read() throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.startsWith(MARK)) {
        try {
          entries.add(MAPPER.readValue(line.substring(MARK.length()), Entry.class));
        } catch (JacksonException e) {
          throw new IllegalArgumentException(
              file
                  + ":"
                  + number
                  + ": is not as headroom wrote it ("
                  + e.getOriginalMessage()
                  + "); move the file away to begin a new one",
              e);
        }
      }
    }
    return entries;
  }

  void add(Entry entry) throws IOException {
    List<Entry> entries = new ArrayList<>(read());
    entries.removeIf(one -> same(one, entry));
    entries.add(entry);
    write(entries);
  }

  void replace(Entry entry) throws IOException {
    List<Entry> entries = new ArrayList<>(read());
    entries.replaceAll(one -> same(one, entry) ? entry : one);
    write(entries);
  }

  private static boolean same(Entry one, Entry other) {
    return one.database().equals(other.database()) && one.index().equals(other.index());
  }

  private void write(List<Entry> entries) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (Entry entry : entries) {
      text.append('\n').append(MARK).append(MAPPER.writeValueAsString(entry)).append('\n');
      text.append(entry.again() ? "-- there again: " : "").append(entry.undo()).append(";\n");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }

  /** Totals as they are kept: a statement's text may be long, and the id finds it again. */
  static Map<Long, StatementTotals.Total> kept(StatementTotals totals) {
    Map<Long, StatementTotals.Total> kept = new LinkedHashMap<>();
    totals
        .byId()
        .forEach(
            (id, total) ->
                kept.put(
                    id,
                    new StatementTotals.Total(
                        "",
                        total.calls(),
                        total.totalMillis(),
                        total.deviationMillis(),
                        total.rows())));
    return kept;
  }
}
