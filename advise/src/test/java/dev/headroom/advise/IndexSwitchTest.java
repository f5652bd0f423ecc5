package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Server.class)
class IndexSwitchTest {

  private static String url = "";

  @BeforeAll
  static void create() throws SQLException {
    url =
        Server.database(
            "switched",
            "create table event (id bigint primary key, kind int not null, at int not null)",
            "insert into event select i, i % 1000, i / 10 from generate_series(1, 20000) i",
            "create index event_kind on event (kind)",
            "create index event_at on event (at)",
            "create schema other",
            "create table other.thing (a int)",
            "create index thing_a on other.thing (a)",
            "analyze");
  }

  @Test
  @DisplayName(
      "a session that holds a server-prepared statement with a generic plan uses the index from"
          + " its next execution after the switch, and stops using it likewise")
  void reachesCachedPlans() throws SQLException {
    try (IndexSwitch indexes = IndexSwitch.of(url, Set.of("event_kind", "event_at"));
        Connection service = DriverManager.getConnection(url + "&prepareThreshold=1")) {
      service.createStatement().execute("set plan_cache_mode = force_generic_plan");
      Server.query(service, "select 1");
      service.createStatement().execute("prepare q (int) as select * from event where kind = $1");
      try (PreparedStatement find =
          service.prepareStatement("select count(id) from event where kind = ?")) {
        indexes.visible(Set.of());
        long scans = scans(service);
        for (int i = 0; i < 7; i++) {
          assertThat(count(find, 7)).isEqualTo(20);
        }
        assertThat(scans(service)).isEqualTo(scans);
        assertThat(Server.query(service, "explain execute q (7)")).contains("Seq Scan");

        indexes.visible(Set.of("event_kind"));
        assertThat(indexes.visible()).containsExactly("event_kind");
        for (int i = 1; i <= 3; i++) {
          assertThat(count(find, 7)).isEqualTo(20);
          assertThat(scans(service)).isEqualTo(scans + i);
        }
        assertThat(Server.query(service, "explain execute q (7)")).contains("event_kind");

        indexes.visible(Set.of("event_at"));
        assertThat(count(find, 7)).isEqualTo(20);
        assertThat(scans(service)).isEqualTo(scans + 3);
        assertThat(Server.query(service, "explain execute q (7)")).contains("Seq Scan");
        // Otherwise the figures above would only say that nothing was ever cached.
        assertThat(
                Server.query(
                    service,
                    "select generic_plans > 5 from pg_prepared_statements where statement like"
                        + " '%count(id)%'"))
            .contains("t");
      }
    }
  }

  @Test
  @DisplayName("rows written while an index is hidden are found through it when it is shown again")
  void maintainedWhileHidden() throws SQLException {
    try (IndexSwitch indexes = IndexSwitch.of(url, Set.of("event_kind", "event_at"));
        Connection service = DriverManager.getConnection(url)) {
      indexes.visible(Set.of());
      Server.execute(
          url,
          "insert into event select i, -5, 0 from generate_series(100001, 100003) i",
          "update event set kind = -5 where id = 17",
          "delete from event where id = 100002");
      indexes.visible(Set.of("event_kind"));
      service.createStatement().execute("set enable_seqscan = off");
      assertThat(Server.query(service, "explain select id from event where kind = -5"))
          .contains("event_kind");
      assertThat(Server.query(service, "select id from event where kind = -5 order by id"))
          .isEqualTo("17\n100001\n100003");
    }
  }

  @Test
  @DisplayName("what is visible outlives the switch, and the next one finds it so")
  void outlivesTheSwitch() throws SQLException {
    try (IndexSwitch indexes = IndexSwitch.of(url, Set.of("event_kind", "other.thing_a"))) {
      indexes.visible(Set.of("other.thing_a"));
    }
    try (IndexSwitch indexes = IndexSwitch.of(url, Set.of("event_kind", "other.thing_a"))) {
      assertThat(indexes.visible()).containsExactly("other.thing_a");
      assertThat(indexes.managed()).containsExactly("event_kind", "other.thing_a");
    }
  }

  @Test
  @DisplayName("an index that is unknown or not managed is refused with the nearest names")
  void unknownIsRefused() throws SQLException {
    assertThatThrownBy(() -> IndexSwitch.of(url, Set.of("event_knd")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean event_kind");
    try (IndexSwitch indexes = IndexSwitch.of(url, Set.of("event_kind"))) {
      indexes.visible(Set.of("event_kind"));
      assertThatThrownBy(() -> indexes.visible(Set.of("event_at")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("event_kind");
      assertThat(indexes.visible()).containsExactly("event_kind");
    }
  }

  @Test
  @DisplayName("an index that enforces a constraint is refused")
  void constraintIsRefused() {
    assertThatThrownBy(() -> IndexSwitch.of(url, Set.of("event_pkey")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("enforces a constraint");
  }

  @Test
  @DisplayName("without a superuser it says who would be needed and why")
  void needsSuperuser() throws SQLException {
    Server.execute(url, "drop role if exists clerk", "create role clerk login");
    assertThatThrownBy(
            () -> IndexSwitch.of(url.replace("user=postgres", "user=clerk"), Set.of("event_at")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("superuser")
        .hasMessageContaining("'clerk'");
  }

  private static int count(PreparedStatement find, int kind) throws SQLException {
    find.setInt(1, kind);
    try (var rows = find.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static long scans(Connection service) throws SQLException {
    Server.query(service, "select pg_stat_force_next_flush()");
    return Long.parseLong(
        Server.query(
            service,
            "select idx_scan from pg_stat_user_indexes where indexrelname = 'event_kind'"));
  }
}
