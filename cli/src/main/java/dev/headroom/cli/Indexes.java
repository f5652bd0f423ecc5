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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indexes of a proof: those made by hand (competent baseline) and those advised (all fixes).
 * Both are built once, on the proof's own database; an arm sees its own. Two sets may want the same
 * columns, so the advised ones keep their names and the others are prefixed.
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

  private final IndexSwitch visibility;
  private final Set<String> byHand;
  private final Set<String> advised;

  private Indexes(IndexSwitch visibility, Set<String> byHand, Set<String> advised) {
    this.visibility = visibility;
    this.byHand = byHand;
    this.advised = advised;
  }

  static Indexes build(String url, Path handMade, Advice advice, Consumer<String> progress)
      throws SQLException, IOException {
    Set<String> byHand = new LinkedHashSet<>();
    Set<String> advised = new LinkedHashSet<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String[] index : handMade(handMade)) {
        progress.accept(index[0]);
        statement.execute("create index concurrently " + index[0] + " " + index[1]);
        byHand.add(index[0]);
      }
      for (IndexAdvice index : advice.indexes()) {
        progress.accept(index.name());
        for (String step : index.create()) {
          statement.execute(step);
        }
        advised.add(index.name());
      }
      statement.execute("analyze");
    }
    Set<String> all = new LinkedHashSet<>(byHand);
    all.addAll(advised);
    Indexes indexes = new Indexes(IndexSwitch.of(url, all), byHand, advised);
    indexes.visible(Set.of());
    return indexes;
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
    Set<String> shown = new LinkedHashSet<>();
    if (fixes.contains(BY_HAND)) {
      shown.addAll(byHand);
    }
    if (fixes.contains(ADVISED)) {
      shown.addAll(advised);
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
    visibility.close();
  }
}
