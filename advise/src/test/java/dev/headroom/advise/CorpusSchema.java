package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A small schema with data, a workload, and the indexes that somebody who knows the field would
 * think of. Which of them are right is not said here: {@link ExhaustiveTest} measures all subsets
 * and {@link CorpusLabels} keeps what came out.
 *
 * @param name a sentence's part; a trap is a schema where no index, or none more, is right
 * @param sql what makes it
 * @param workload what it is asked
 * @param candidates indexes made by hand, as {@code table (columns)}
 */
record CorpusSchema(
    String name, List<String> sql, List<StatementObservation> workload, Set<String> candidates) {

  /** Candidates stand alone or, for one purpose, together with a bar between them. */
  static CorpusSchema schema(
      String name, List<String> sql, List<StatementObservation> workload, String... candidates) {
    Set<String> each = new LinkedHashSet<>();
    for (String some : candidates) {
      each.addAll(List.of(some.split("\\|(?=\\w+ )")));
    }
    return new CorpusSchema(name, sql, workload, each);
  }

  static Stream<CorpusSchema> all() {
    return Stream.of(
            CorpusPlain.schemas(),
            CorpusKinds.schemas(),
            CorpusWays.schemas(),
            CorpusDifficult.schemas())
        .flatMap(schemas -> schemas);
  }

  /** A new database with its data, analysed; answers the URL. */
  String create(String database) throws SQLException {
    List<String> all = new ArrayList<>(sql);
    all.add("analyze");
    return Server.database(database, all.toArray(String[]::new));
  }

  @Override
  public String toString() {
    return name;
  }
}
