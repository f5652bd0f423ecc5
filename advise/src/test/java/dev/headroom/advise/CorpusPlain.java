package dev.headroom.advise;

import static dev.headroom.advise.CorpusSchema.schema;

import java.util.List;
import java.util.stream.Stream;

/** Schemas for plain columns: alone, together, covering, with orders and ranges; and traps. */
final class CorpusPlain {

  private CorpusPlain() {}

  private static final String ORDERS =
      "create table orders (id bigint primary key, customer bigint not null, state text not null,"
          + " placed date not null, total bigint not null, note text not null)";
  private static final String ROWS =
      "insert into orders select i, (i::bigint * 7919) % 2000, case when i % 200 = 0 then 'OPEN'"
          + " else 'CLOSED' end, date '2015-01-01' + ((i * 31) % 365), i % 977, repeat('x', 60) from"
          + " generate_series(1, 40000) i";

  static Stream<CorpusSchema> schemas() {
    return Stream.of(
        schema(
            "equality",
            List.of(ORDERS, ROWS),
            List.of(Server.seen("select * from orders where customer = ?", 100, "7", "1999")),
            "orders (customer)",
            "orders (customer, placed)",
            "orders (state)"),
        schema(
            "composite",
            List.of(
                "create table t (id bigint primary key, a int not null, b int not null, x text)",
                "insert into t select i, i % 200, (i / 200) % 200, repeat('x', 50) from"
                    + " generate_series(1, 60000) i"),
            List.of(Server.seen("select x from t where a = ? and b = ?", 500, "7|9", "50|120")),
            "t (a, b)|t (b, a)",
            "t (a)",
            "t (b)",
            "t (a, b) include (x)"),
        schema(
            "newest first with a limit",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen(
                    "select * from orders where state = ? order by placed desc, id desc limit 10",
                    200,
                    "CLOSED",
                    "OPEN")),
            "orders (state, placed, id)",
            "orders (state)",
            "orders (placed, id)",
            "orders (state, placed)",
            "orders (placed)"),
        schema(
            "join from the other side of a foreign key",
            List.of(
                ORDERS,
                ROWS,
                "create table line (id bigint primary key, order_id bigint not null references"
                    + " orders (id), qty int not null)",
                "insert into line select i, 1 + (i * 13) % 40000, i % 5 from generate_series(1,"
                    + " 80000) i"),
            List.of(
                Server.seen(
                    "select o.id, sum(l.qty) from orders o join line l on l.order_id = o.id where"
                        + " o.id = ? group by o.id",
                    300,
                    "5",
                    "30000")),
            "line (order_id)",
            "line (order_id) include (qty)",
            "line (order_id, qty)"),
        schema(
            "range",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen(
                    "select sum(total) from orders where placed between ? and ?",
                    50,
                    "2015-03-01|2015-03-02",
                    "2015-05-01|2015-05-03")),
            "orders (placed) include (total)",
            "orders (placed)",
            "orders (placed, total)"),
        schema(
            "restaurant and a range of dates",
            List.of(
                "create table sale (id bigint primary key, restaurant int not null, day date not"
                    + " null, total int not null, pad text not null)",
                "insert into sale select i, i % 40, date '2015-01-01' + (i * 365 / 60000), i % 900,"
                    + " repeat('x', 60) from generate_series(1, 60000) i"),
            List.of(
                Server.seen(
                    "select day, sum(total) from sale where restaurant = ? and day >= ? and day <="
                        + " ? group by day order by day",
                    50,
                    "3|2015-03-01|2015-03-31",
                    "17|2015-01-01|2015-06-30")),
            "sale (restaurant, day) include (total)",
            "sale (restaurant)",
            "sale (day)",
            "sale (restaurant, day)",
            "sale (day, restaurant)",
            "sale (restaurant, day, total)"),
        schema(
            "trap: low selectivity",
            List.of(
                "create table t (id bigint primary key, kind int not null, x int not null,"
                    + " pad text not null default repeat('x', 60))",
                "insert into t select i, i % 2, i from generate_series(1, 40000) i"),
            List.of(Server.seen("select * from t where kind = ?", 100, "0", "1")),
            "t (kind)",
            "t (kind, x)"),
        schema(
            "trap: tiny table",
            List.of(
                "create table t (id bigint primary key, code text not null)",
                "insert into t select i, 'c' || i from generate_series(1, 300) i"),
            List.of(Server.seen("select * from t where code = ?", 100_000, "c7")),
            "t (code)"),
        schema(
            "trap: covered by the prefix of a unique constraint",
            List.of(
                "create table t (id bigint primary key, a int not null, b int not null, x text,"
                    + " unique (a, b))",
                "insert into t select i, i % 4000, i, repeat('x', 50) from generate_series(1,"
                    + " 40000) i"),
            List.of(Server.seen("select * from t where a = ?", 1000, "5", "3000")),
            "t (a)",
            "t (a) include (x)"),
        schema(
            "trap: writes outweigh",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen("select sum(total) from orders where placed = ?", 2, "2015-03-01"),
                Server.seen(
                    "insert into orders values (?, ?, ?, ?, ?, ?)",
                    2_000_000,
                    "900000|5|OPEN|2015-03-01|100|x")),
            "orders (placed)",
            "orders (placed) include (total)"),
        schema(
            "skew: a rare state in few rows",
            List.of(ORDERS, ROWS),
            List.of(Server.seen("select * from orders where state = 'OPEN'", 200)),
            "orders (state)|orders (state) where state = 'OPEN'",
            "orders (placed) where state = 'OPEN'"),
        schema(
            "one index for two statements",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen("select * from orders where customer = ?", 100, "7"),
                Server.seen(
                    "select * from orders where customer = ? and placed >= ? order by placed",
                    100,
                    "7|2015-11-01")),
            "orders (customer)|orders (customer, placed)",
            "orders (placed)",
            "orders (placed, customer)"),
        schema(
            "nothing is missing, and what does not plan is set aside",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen("select * from orders where id = ?", 1_000, "5"),
                Server.seen("select * from nowhere where id = ?", 1_000, "5"),
                Server.seen("select * from orders where customer = ?", 1_000)),
            "orders (customer)"),
        schema(
            "exists",
            List.of(
                ORDERS,
                ROWS,
                "create table flag (id bigint primary key, order_id bigint not null, k int)",
                "insert into flag select i, (i * 17) % 40000, i % 7 from generate_series(1, 40000)"
                    + " i"),
            List.of(
                Server.seen(
                    "select o.id from orders o where o.customer = ? and exists (select 1 from flag f"
                        + " where f.order_id = o.id and f.k = 3)",
                    100,
                    "7",
                    "1200")),
            "orders (customer)|orders (customer, id)|orders (customer) include (id)",
            "flag (order_id)|flag (order_id, k)|flag (k, order_id)|flag (order_id) where k = 3"
                + "|flag (order_id) include (k)",
            "flag (k)"));
  }
}
