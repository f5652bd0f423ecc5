package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.settings.Yaml;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Database.class)
class BadInputTest {

  private static final String WHOLE =
      """
      screen:
        table: events
        time: at
        keys: [user_id]
        zone: Europe/Berlin
        grains: [day, month]
        measures:
          events: {kind: count}
          seconds: {kind: sum, column: seconds}
          apps: {kind: top, column: app, weight: seconds, size: 5}
      """;

  private static List<Rollup> read(String yaml) {
    return RollupYaml.read(Yaml.read("headroom.yml", yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "table: events | tabel: events | headroom.yml:2:3: unknown key of the rollup 'screen' 'tabel': did you mean table?",
        "grains: [day, month] | grains: [daily] | unknown grain 'daily': did you mean day?",
        "kind: sum | kind: summ | did you mean sum?",
        "zone: Europe/Berlin | zone: Europe/Berln | was 'Europe/Berln': did you mean Europe/Berlin",
        "zone: Europe/Berlin | zone: Berlin | a zone is a name such as Europe/Berlin or UTC, was 'Berlin'",
        "zone: Europe/Berlin | {zone-of: {key: app, table: users, table-key: id, table-zone: tz, otherwise: UTC} | is looked up by 'app', which is none of its keys",
        "size: 5 | size: 5000 | must be a whole number from 1 to 1000",
        "weight: seconds, size: 5 | weight: seconds | keeps the top 1 to 1000 values: write a size such as 10",
        "kind: sum, column: seconds | kind: sum | the measure 'seconds' (sum) needs a column",
        "table: events | table: events; drop table x | must be a table such as events",
        "seconds: {kind: sum | bucket: {kind: sum | would have two columns 'bucket'",
        "screen: | Screen: | a rollup's name is lower case letters",
      })
  @DisplayName("a wrong declaration is refused with its place and what to write instead")
  void declarations(String right, String wrong, String message) {
    String changed = WHOLE.replace(right, wrong.replaceFirst("^\\{", ""));
    assertThat(changed).isNotEqualTo(WHOLE);
    assertThatThrownBy(() -> read(changed))
        .hasMessageStartingWith("headroom.yml:")
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("a declaration that is written and read again is the same")
  void yaml() {
    assertThat(read(RollupYaml.write(read(WHOLE).get(0)))).isEqualTo(read(WHOLE));
    for (Rollup rollup : History.ROLLUPS) {
      assertThat(read(RollupYaml.write(rollup))).containsExactly(rollup);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user_id bigint not null | user_id bigint | events.user_id may be null, and such rows would belong to no bucket: declare it NOT NULL, or say where: user_id is not null",
        "at timestamptz | at time | events.at is time: the time is timestamptz",
        "at timestamptz | at bigint | or whole numbers with time-form",
        "seconds integer | seconds text | events.seconds is text, no number",
        "app text | app json | events.app is json, whose values are not told apart here",
        "user_id bigint | user_id numeric | events.user_id is numeric: a key is one of",
        "events ( | event ( | there is no table 'events': did you mean event?",
        "app text | aps text | unknown column of events 'app': did you mean aps",
      })
  @DisplayName("a table that does not fit is refused, and nothing is installed")
  void tables(String right, String wrong, String message) throws Exception {
    try (HikariDataSource database = Database.postgres()) {
      String table =
          "create table events ( user_id bigint not null, at timestamptz not null, seconds integer,"
              + " app text)";
      assertThat(table).contains(right);
      Database.execute(database, table.replace(right, wrong));
      assertThatThrownBy(() -> new Rollups(database, read(WHOLE)).install())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(message);
      assertThat(
              Database.query(database, "select relname from pg_class where relname like 'screen%'"))
          .isEmpty();
    }
  }

  @Test
  @DisplayName("SQLite: a column for texts is not added up, and a table of zones must be there")
  void sqlite() throws Exception {
    try (HikariDataSource database = Database.sqlite()) {
      Database.execute(
          database,
          "create table events (user_id bigint not null, at text not null, seconds varchar(9), app text)");
      assertThatThrownBy(() -> new Rollups(database, read(WHOLE)).install())
          .hasMessageContaining("events.seconds is varchar(9), no number");
      String looked =
          "zone-of: {key: user_id, table: people, table-key: id, table-zone: tz, otherwise: UTC}";
      assertThatThrownBy(
              () ->
                  new Rollups(database, read(WHOLE.replace("zone: Europe/Berlin", looked)))
                      .install())
          .hasMessageContaining("there is no table 'people'");
    }
  }

  @Test
  @DisplayName("PostgreSQL: who may not create is told whose right it is")
  void rights() throws Exception {
    try (HikariDataSource owner = Database.postgres()) {
      Database.execute(
          owner,
          "create table events (user_id bigint not null, at timestamptz not null, seconds integer, app text)",
          "do $$ begin create role without_rights login; exception when duplicate_object then end $$");
      String url = owner.getJdbcUrl().replace("user=postgres", "user=without_rights");
      try (HikariDataSource database = Database.pool(url)) {
        assertThatThrownBy(() -> new Rollups(database, read(WHOLE)).install())
            .isInstanceOf(RollupException.class)
            .hasMessageContaining("permission denied")
            .hasMessageContaining("the role that owns the tables");
      }
    }
  }

  @Test
  @DisplayName("wrong questions, and another declaration of the same name, are refused")
  void questions() throws Exception {
    try (HikariDataSource database = Database.sqlite()) {
      Database.execute(
          database,
          "create table events (user_id bigint not null, at text not null, seconds integer, app text)");
      Rollups rollups = new Rollups(database, read(WHOLE));
      rollups.install();
      assertThatThrownBy(() -> rollups.read("scren", Grain.DAY))
          .hasMessageContaining("did you mean screen?");
      assertThatThrownBy(() -> rollups.read("screen", Grain.WEEK))
          .hasMessageContaining("Known: DAY, MONTH");
      assertThatThrownBy(() -> rollups.read("screen", Grain.DAY).where("user", 1).get())
          .hasMessageContaining("unknown key of the rollup 'screen' 'user'");
      LocalDate day = LocalDate.of(2026, 3, 1);
      assertThatThrownBy(() -> rollups.read("screen", Grain.DAY).from(day).until(day).get())
          .hasMessageContaining("no day is from");
      Rollups other = new Rollups(database, read(WHOLE.replace("day, month", "day")));
      assertThatThrownBy(other::install)
          .hasMessageContaining("is installed with another declaration");
      Database.execute(database, "insert into events values (1, '2026-03-01T12:00:00Z', 5, 'a')");
      rollups.refresh(Duration.ofMinutes(1));
      RollupRow row = rollups.read("screen", Grain.DAY).get().rows().get(0);
      assertThatThrownBy(() -> row.count("seconds")).hasMessageContaining("'seconds' is a sum");
      assertThatThrownBy(() -> row.number("secs")).hasMessageContaining("unknown measure");
      rollups.remove("screen");
      other.install();
      assertThat(Rollups.installed(database).declared()).isEqualTo(other.declared());
    }
  }
}
