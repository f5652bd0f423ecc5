package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The size at which a copy, a build and a bad plan cost real time: 4.2 million rows. Building all
 * candidates takes longer than the search may.
 */
@Tag("long")
@ExtendWith(Server.class)
class MillionsTest {

  private static final String[] DATA = {
    "set synchronous_commit = off",
    "create table account (id bigint primary key, email text not null, region int not null)",
    "insert into account select i, 'User' || i || '@example.org', i % 50 from generate_series(1,"
        + " 200000) i",
    // Accounts of very different size; events in the order of time.
    "create table event (id bigint primary key, account bigint not null references account (id),"
        + " kind int not null, at timestamp not null, state text not null, amount int not null, pad"
        + " text not null)",
    "insert into event select i, 1 + (200000 * power(((i::bigint * 7919) % 1000003) / 1000003.0,"
        + " 3))::int, i % 25, timestamp '2015-01-01' + i * interval '10 seconds', case when i % 2000"
        + " = 0 then 'OPEN' else 'DONE' end, i % 977, repeat('x', 40) from generate_series(1,"
        + " 3000000) i",
    "create table note (id bigint primary key, event bigint not null, text text not null)",
    "insert into note select i, (i::bigint * 7919) % 3000000, repeat('n', 30) from"
        + " generate_series(1, 1000000) i",
    "vacuum analyze"
  };

  private static List<StatementObservation> workload() {
    List<StatementObservation> workload = new ArrayList<>();
    workload.add(
        Server.seen(
            "select id, kind, at, amount from event where account = ? order by at desc limit 20",
            5_000,
            "7",
            "90000",
            "199000"));
    workload.add(
        Server.seen(
            "select count(*), sum(amount) from event where kind = ? and at between ? and ?",
            20,
            "3|2015-03-01 00:00:00|2015-03-02 00:00:00",
            "4|2015-05-01 00:00:00|2015-05-15 00:00:00"));
    workload.add(
        Server.seen("select * from event where state = 'OPEN' order by at limit 50", 1_000));
    workload.add(Server.seen("select * from note where event = ?", 3_000, "77", "1500000"));
    workload.add(
        Server.seen("select * from account where lower(email) = ?", 2_000, "user77@example.org"));
    workload.add(
        Server.seen("insert into note values (?, ?, ?)", 20_000, "9000001|77|x", "9000002|78|x"));
    workload.add(
        Server.seen("update event set state = 'DONE' where id = ?", 3_000, "2000", "400000"));
    // Many statements that have all they need: a workload has a long tail.
    for (int i = 0; i < 150; i++) {
      workload.add(
          Server.seen(
              "select id, account, " + i + " as tail from event where id = ?",
              100,
              "7",
              "2999999"));
    }
    return workload;
  }

  /**
   * Measured by {@link HandMade} with {@code event (account, at)}, {@code event (kind, at,
   * amount)}, {@code event (at) where state = 'OPEN'}, {@code note (event)} and {@code account
   * ((lower(email)))}: 260,673 by statements, 51,400 more than without them by inserts.
   */
  private static final double PAGES_BY_HAND = 312_000;

  @Test
  @DisplayName(
      "S9: advice on 4.2 million rows and 157 statements is complete within 60 s, and no dearer than"
          + " five indexes made by hand")
  void millions() throws SQLException {
    String url = Server.database("millions", DATA);
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults().within(Duration.ofSeconds(60)), line -> {})
            .advise(url, workload());
    Print.advice(advice);

    assertThat(advice.complete()).isTrue();
    assertThat(Duration.ofNanos(advice.elapsedNanos())).isLessThan(Duration.ofSeconds(60));
    List<String> advised =
        advice.indexes().stream().map(index -> index.table() + " " + index.columns()).toList();
    assertThat(advised)
        .hasSize(5)
        .contains("event (at) where state = 'OPEN'", "note (event)", "account ((lower(email)))")
        .anyMatch(index -> index.startsWith("event (account, at)"))
        .anyMatch(index -> index.startsWith("event (kind, at"));
    assertThat(advice.after().buffers()).isLessThan(PAGES_BY_HAND);
    assertThat(advice.refused())
        .filteredOn(one -> one.reason().startsWith("not built"))
        .isNotEmpty();
    Server.execute(Server.url("postgres"), "drop database millions with (force)");
  }
}
