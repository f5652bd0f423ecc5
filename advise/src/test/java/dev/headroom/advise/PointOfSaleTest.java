package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A realistic size: the point-of-sale schema with 430,000 orders and a million lines. */
@Tag("long")
@ExtendWith(Server.class)
class PointOfSaleTest {

  static final String[] DATA = {
    "set session_replication_role = replica",
    "set synchronous_commit = off",
    "insert into restaurant (name) select 'Restaurant ' || i from generate_series(1, 40) i",
    "insert into app_user (restaurant_id, email, password_hash, name, role) select 1 + i % 40,"
        + " 'user' || i || '@example.org', 'x', 'User ' || i, 'STAFF' from generate_series(1, 120)"
        + " i",
    "insert into category (restaurant_id, name, position) select 1 + i / 8, 'Category ' || i, i % 8"
        + " from generate_series(0, 319) i",
    "insert into item (category_id, name, description, position) select 1 + i / 12, 'Item ' || i,"
        + " 'Description', i % 12 from generate_series(0, 3839) i",
    "insert into variation (item_id, name, price_minor, position) select 1 + i / 2, 'V', 500, i % 2"
        + " from generate_series(0, 7679) i",
    "insert into modifier_group (item_id, name, min_selected, max_selected) select 1 + i, 'G', 0, 3"
        + " from generate_series(0, 3839) i",
    "insert into modifier (modifier_group_id, name, price_minor, position) select 1 + i / 3, 'M',"
        + " 50, i % 3 from generate_series(0, 11519) i",
    // restaurants of different size; time grows with the id, as it does when orders come in
    "insert into orders (restaurant_id, external_id, state, placed_at, business_date, opened_by,"
        + " currency, subtotal_minor, discount_minor, service_charge_minor, tax_minor, tip_minor,"
        + " total_minor) select 1 + floor(40 * power(random(), 1.5)), 'x' || i, case when i > 429000"
        + " then 'OPEN' else 'CLOSED' end, timestamptz '2015-01-01' + i * interval '73 seconds',"
        + " date '2015-01-01' + (i * 73 / 86400), 1 + i % 120, 'USD', 1000 + i % 5000, 0, 0, 100, 0,"
        + " 1100 + i % 5000 from generate_series(1, 430000) i",
    "insert into order_line (order_id, line_no, variation_id, item_name, variation_name,"
        + " unit_price_minor, modifiers_minor, quantity, discount_minor, total_minor, kitchen_state)"
        + " select 1 + i * 43 / 100, i % 7, 1 + i % 7680, 'Item ' || i % 3840, 'V', 500, 0, 1, 0,"
        + " 500, 'SERVED' from generate_series(0, 999999) i on conflict do nothing",
    "insert into payment (order_id, method, amount_minor, paid_at) select i, case i % 3 when 0 then"
        + " 'CASH' else 'CARD' end, 1100, timestamptz '2015-01-01' + i * interval '73 seconds' from"
        + " generate_series(1, 430000) i",
    "vacuum analyze"
  };

  static List<StatementObservation> workload() {
    return List.of(
        Server.seen(
            "select o.id, o.external_id, o.state, o.placed_at, o.total_minor from orders o where"
                + " o.restaurant_id = ? and o.business_date >= ? and o.business_date <= ? order by"
                + " o.placed_at desc, o.id desc limit ?",
            100,
            "1|2015-03-01|2015-03-07|50",
            "39|2015-05-01|2015-05-31|50",
            "20|2015-02-01|2015-12-31|50"),
        Server.seen(
            "select count(*) from orders o where o.restaurant_id = ? and o.business_date >= ? and"
                + " o.business_date <= ?",
            100,
            "1|2015-03-01|2015-03-07",
            "39|2015-05-01|2015-05-31"),
        Server.seen(
            "select * from order_line where order_id = ? order by line_no", 2_000, "5|", "77001"),
        Server.seen(
            "select * from order_line_modifier where order_id = ? and line_no = ?", 4_000, "5|1"),
        Server.seen("select * from payment where order_id = ?", 300, "5", "77001", "420000"),
        Server.seen(
            "select o.business_date, sum(o.total_minor), count(*) from orders o where"
                + " o.restaurant_id = ? and o.business_date between ? and ? and o.state <> 'VOID'"
                + " group by o.business_date order by o.business_date",
            20,
            "1|2015-01-01|2015-12-31",
            "20|2015-03-01|2015-03-31"),
        Server.seen(
            "select extract(hour from o.placed_at at time zone 'America/New_York') as h,"
                + " sum(o.total_minor) from orders o where o.restaurant_id = ? and o.business_date"
                + " between ? and ? group by 1 order by 1",
            20,
            "3|2015-04-01|2015-04-30"),
        Server.seen(
            "select l.item_name, sum(l.quantity), sum(l.total_minor) from orders o join order_line l"
                + " on l.order_id = o.id where o.restaurant_id = ? and o.business_date between ? and"
                + " ? group by l.item_name order by 3 desc limit 20",
            20,
            "3|2015-04-01|2015-04-30",
            "30|2015-06-01|2015-06-30"),
        Server.seen(
            "select p.method, sum(p.amount_minor), count(*) from payment p join orders o on o.id ="
                + " p.order_id where o.restaurant_id = ? and o.business_date between ? and ? group"
                + " by p.method",
            20,
            "3|2015-04-01|2015-04-30",
            "30|2015-06-01|2015-06-30"),
        Server.seen("select * from app_user where email = ?", 50, "user7@example.org"),
        Server.seen("select * from category where restaurant_id = ? order by position", 200, "7"),
        Server.seen(
            "select * from item where category_id = ? order by position", 1_600, "7", "300"),
        Server.seen(
            "select * from variation where item_id = ? order by position", 19_000, "7", "3000"),
        Server.seen("select * from modifier_group where item_id = ?", 19_000, "7", "3000"),
        Server.seen(
            "select * from modifier where modifier_group_id = ? order by position",
            19_000,
            "7",
            "3000"),
        Server.seen(
            "insert into payment (order_id, method, amount_minor, paid_at) values (?, ?, ?, now())",
            200,
            "5|CASH|100"),
        Server.seen(
            "update orders set state = ?, version = version + 1 where id = ? and version =" + " ?",
            200,
            "CLOSED|77|0"));
  }

  @Test
  @DisplayName(
      "advice on the point-of-sale schema comes within 20 s and is what a good team builds")
  void advises() throws SQLException, IOException {
    Server.database(
        "pos",
        Files.readString(
            Path.of("../services/pos/src/main/resources/db/migration/V1__schema.sql")));
    Server.execute(Server.url("pos"), DATA);
    try (ScratchCopy copy = ScratchCopy.of(Server.url("pos"))) {
      Advice advice =
          new IndexAdvisor(
                  AdviceOptions.defaults(),
                  line ->
                      System.out.println(System.nanoTime() / 1_000_000 % 1_000_000 + " " + line))
              .advise(copy.url(), workload());
      Print.advice(advice);
      for (Finding finding : advice.findings(0)) {
        System.out.println(finding);
        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
      }
      assertThat(Duration.ofNanos(advice.elapsedNanos())).isLessThan(Duration.ofSeconds(22));
      assertThat(advice.indexes())
          .extracting(index -> index.table() + " " + index.columns())
          .anyMatch(index -> index.startsWith("payment (order_id"))
          .anyMatch(index -> index.startsWith("orders (restaurant_id, business_date"));
    }
  }
}
