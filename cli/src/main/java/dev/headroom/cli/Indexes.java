package dev.headroom.cli;

import dev.headroom.advise.Advice;
import dev.headroom.advise.IndexAdvice;
import dev.headroom.advise.IndexSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a proof: those made by hand (competent baseline) and those advised (all fixes). On
 * PostgreSQL both are built once, on the proof's own database, and an arm sees its own; on SQLite,
 * which cannot hide one, an arm's copy has its own. Two sets may want the same columns, so the
 * advised ones keep their names and the others are prefixed.
 */
final class Indexes implements AutoCloseable {

  /** The fix in an arm that stands for the hand-made indexes. */
  static final String BY_HAND = "indexes-by-hand";

  /** The service's fix that stands for the advised ones. */
  static final String ADVISED = "indexes";

  private static final Pattern CREATE =
      Pattern.compile(
          "create\\s+index\\s+(?:concurrently\\s+)?(?:if\\s+not\\s+exists\\s+)?(\\w+)\\s+(on\\s[^;]+)",
          Pattern.CASE_INSENSITIVE);

  static final Indexes NONE = new Indexes(null, Map.of(), Map.of());

  /** Null where an arm has a copy of its own. */
  private final @Nullable IndexSwitch visibility;

  /** What creates each, by its name. */
  private final Map<String, String> byHand;

  private final Map<String, String> advised;

  private Indexes(
      @Nullable IndexSwitch visibility, Map<String, String> byHand, Map<String, String> advised) {
    this.visibility = visibility;
    this.byHand = byHand;
    this.advised = advised;
  }

  static Indexes build(String url, Path handMade, Advice advice, Consumer<String> progress)
      throws SQLException, IOException {
    Map<String, String> byHand = new LinkedHashMap<>();
    Map<String, String> advised = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String[] index : handMade(handMade)) {
        progress.accept(index[0]);
        statement.execute("create index concurrently " + index[0] + " " + index[1]);
        byHand.put(index[0], "");
      }
      for (IndexAdvice index : advice.indexes()) {
        progress.accept(index.name());
        for (String step : index.create()) {
          statement.execute(step);
        }
        advised.put(index.name(), "");
      }
      statement.execute("analyze");
    }
    Set<String> all = new LinkedHashSet<>(byHand.keySet());
    all.addAll(advised.keySet());
    Indexes indexes = new Indexes(IndexSwitch.of(url, all), byHand, advised);
    indexes.visible(Set.of());
    return indexes;
  }

  /** For copies that are made with their indexes. */
  static Indexes listed(Path handMade, Advice advice) throws IOException {
    Map<String, String> byHand = new LinkedHashMap<>();
    Map<String, String> advised = new LinkedHashMap<>();
    for (String[] index : handMade(handMade)) {
      byHand.put(index[0], "create index " + index[0] + " " + index[1]);
    }
    for (IndexAdvice index : advice.indexes()) {
      advised.put(index.name(), index.ddl());
    }
    return new Indexes(null, byHand, advised);
  }

  /** What creates an arm's indexes on a copy of its own. */
  List<String> ddl(Set<String> fixes) {
    List<String> ddl = new ArrayList<>();
    if (fixes.contains(BY_HAND)) {
      ddl.addAll(byHand.values());
    }
    if (fixes.contains(ADVISED)) {
      ddl.addAll(advised.values());
    }
    return ddl;
  }

  /** Which sets an arm has, in words; empty for none. */
  String shown(Set<String> fixes) {
    List<String> sets = new ArrayList<>();
    if (fixes.contains(BY_HAND) && !byHand.isEmpty()) {
      sets.add("by hand");
    }
    if (fixes.contains(ADVISED) && !advised.isEmpty()) {
      sets.add("as advised");
    }
    return String.join(" and ", sets);
  }

  /** Name (prefixed) and the rest of each {@code create index}. */
  static List<String[]> handMade(Path file) throws IOException {
    List<String[]> indexes = new ArrayList<>();
    Matcher create = CREATE.matcher(Files.readString(file));
    while (create.find()) {
      indexes.add(
          new String[] {
            "by_hand_" + create.group(1).toLowerCase(Locale.ROOT), create.group(2).strip()
          });
    }
    return indexes;
  }

  /** Shows the planner what an arm's fixes say. */
  void visible(Set<String> fixes) throws SQLException {
    if (visibility == null) {
      return;
    }
    Set<String> shown = new LinkedHashSet<>();
    if (fixes.contains(BY_HAND)) {
      shown.addAll(byHand.keySet());
    }
    if (fixes.contains(ADVISED)) {
      shown.addAll(advised.keySet());
    }
    visibility.visible(shown);
  }

  int byHand() {
    return byHand.size();
  }

  int advised() {
    return advised.size();
  }

  @Override
  public void close() throws SQLException {
    if (visibility != null) {
      visibility.close();
    }
  }
}
