package dev.headroom.cli;

import dev.headroom.prove.Arm;
import dev.headroom.prove.Scenario;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the arms of a proof run ({@code docs/decisions/0011}). Flags of requests are switched in
 * one process. Arms that differ in fixes of PROCESS scope have a process each; arms on SQLite that
 * differ in indexes too, with a file and a Redis of its own.
 */
final class Places implements Arm.Switch, AutoCloseable {

  /** Of every arm's process: room enough for the one as found. */
  private static final List<String> OPTIONS = List.of("-Xmx256m");

  private final Proving.Request request;
  private final Running running;
  private final Scenario scenario;
  private final Steps steps;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private Arms arms = Arms.NONE;
  private Indexes indexes = Indexes.NONE;

  Places(Proving.Request request, Running running, Scenario scenario, Steps steps) {
    this.request = request;
    this.running = running;
    this.scenario = scenario;
    this.steps = steps;
  }

  /** All that were started so far. */
  List<Place> all() {
    return List.copyOf(places.values());
  }

  /** Where causes are looked for: nothing is switched on. */
  Place asFound() throws Exception {
    return of(new Arm(Proving.AS_FOUND, Set.of()));
  }

  /** From now on these are the arms. Where each works on a copy of its own, all begin anew. */
  void are(Arms known, Indexes built) throws Exception {
    arms = known;
    indexes = built;
    if (running.backing().ownCopies()) {
      close();
      for (Place place : places.values()) {
        running.stop(place.service());
      }
      places.clear();
    }
  }

  /** Starts what these arms need and what does not run yet. */
  void start(List<Arm> needed) throws Exception {
    for (Arm arm : needed) {
      var unused = of(arm);
    }
  }

  Place of(Arm arm) throws Exception {
    boolean ownCopies = running.backing().ownCopies();
    Set<String> process = new TreeSet<>(arms.process(arm.on()));
    String shown = ownCopies ? indexes.shown(arm.on()) : "";
    String key = process + shown;
    Place known = places.get(key);
    if (known != null) {
      return known;
    }
    String database = request.service().name() + "_prove";
    String number = places.isEmpty() ? "" : "-" + (places.size() + 1);
    if (ownCopies || places.isEmpty()) {
      String copy = ownCopies ? database + number : database;
      steps.run(
          "Copying the data" + (shown.isEmpty() ? "" : ", with indexes " + shown),
          () -> {
            running.backing().copy(copy);
            build(running.backing().url(copy), ownCopies ? indexes.ddl(arm.on()) : List.of());
            return copy;
          });
      database = copy;
    }
    Place place =
        Place.of(
            running,
            running.service(
                database,
                Proving.port(places.isEmpty() ? request.port() : 0),
                request.out().resolve("service" + number + ".log"),
                OPTIONS,
                request.service().whileProved(process),
                "Starting the service" + (process.isEmpty() ? "" : " with " + process),
                steps),
            scenario,
            request.seed());
    places.put(key, place);
    return place;
  }

  /**
   * Without statistics, as the file is found: with them SQLite goes through an index by skip-scan
   * where that reads more than the table, which the advice warns of.
   */
  private static void build(String url, List<String> ddl) throws SQLException {
    if (ddl.isEmpty()) {
      return;
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String one : ddl) {
        statement.execute(one);
      }
    }
  }

  @Override
  public void to(Arm arm) throws Exception {
    of(arm).client().switchTo(arms.flags(arm.on()));
    indexes.visible(arm.on());
  }

  @Override
  public void close() {
    places.values().forEach(Place::close);
  }
}
