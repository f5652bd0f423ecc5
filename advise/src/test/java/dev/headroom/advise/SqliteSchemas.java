package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Labelled schemas for SQLite. Where measurement cannot tell two answers apart, both are right,
 * separated by a bar.
 */
final class SqliteSchemas {

  /** A labelled schema. */
  record Schema(
      String name, List<String> sql, List<StatementObservation> workload, Set<String> right) {
    @Override
    public String toString() {
      return name;
    }
  }

  private SqliteSchemas() {}

  private static Schema schema(
      String name, List<String> sql, List<StatementObservation> workload, String... right) {
    return new Schema(name, sql, workload, Set.of(right));
  }

  static final List<String> ORDERS =
      List.of(
          "create table Orders (id integer primary key, customer int not null, state text not null,"
              + " placed text not null, total int not null, note text not null)",
          SqliteFiles.rows(
              "Orders",
              20_000,
              "i, (i * 7919) % 200, case when i % 200 = 0 then 'OPEN' else 'CLOSED' end,"
                  + " date('2015-01-01', '+' || ((i * 31) % 365) || ' days'), i % 977,"
                  + " hex(zeroblob(30))"));
  private static final List<String> PERSON =
      List.of(
          "create table person (id integer primary key, email text not null, name text not null,"
              + " city int not null, left_at text, pad text not null)",
          SqliteFiles.rows(
              "person",
              10_000,
              "i, 'User' || i || '@Example.org', 'N' || hex(i * 7919), i % 500, case when i % 300 = 0"
                  + " then null else '2015' end, hex(zeroblob(30))"));
  private static final List<String> PAIR =
      List.of(
          "create table t (id integer primary key, a int not null, b int not null, x text)",
          SqliteFiles.rows("t", 20_000, "i, i % 140, (i / 140) % 140, hex(zeroblob(25))"));

  static Stream<Schema> all() {
    return Stream.of(plain(), kinds(), cases()).flatMap(list -> list);
  }

  private static Stream<Schema> plain() {
    return Stream.of(
        schema(
            "equality",
            ORDERS,
            List.of(SqliteFiles.seen("select * from orders where CUSTOMER = ?", 100, "7", "199")),
            "Orders (customer)"),
        schema(
            "composite",
            PAIR,
            List.of(
                SqliteFiles.seen("select x from t where a = ? and b = ?", 500, "7|9", "50|120")),
            "t (a, b)|t (b, a)|t (a, b, x)|t (b, a, x)"),
        schema(
            "newest first with a limit: the row's own key need not be named",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select * from orders where state = ? order by placed desc, id desc limit 10",
                    200,
                    "CLOSED",
                    "OPEN")),
            "Orders (state, placed)"),
        schema(
            "equalities in the order of the text would need two indexes",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select * from orders where state = ? and customer = ?", 100, "CLOSED|7"),
                SqliteFiles.seen("select * from orders where customer = ?", 100, "7", "8")),
            "Orders (customer)|Orders (customer, state)"),
        schema(
            "no sort may be left where the order has a limit",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select * from orders where customer = ? order by placed desc limit 5",
                    300,
                    "7",
                    "150")),
            "Orders (customer, placed)"),
        schema(
            "both directions in one order",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select * from orders order by customer, placed desc limit 20", 100)),
            "Orders (customer, placed desc)"),
        schema(
            "join from the other side of a foreign key",
            List.of(
                ORDERS.get(0),
                ORDERS.get(1),
                "create table line (id integer primary key, order_id int not null references"
                    + " orders (id), qty int not null, pad text)",
                SqliteFiles.rows("line", 20_000, "i, 1 + (i * 13) % 20000, i % 5, hex(i)")),
            List.of(
                SqliteFiles.seen(
                    "select o.id, sum(l.qty) from orders o join line l on l.order_id = o.id where"
                        + " o.id = ? group by o.id",
                    300,
                    "5",
                    "15000")),
            "line (order_id)|line (order_id, qty)"),
        schema(
            "range over scattered rows: covering",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select sum(total) from orders where placed between ? and ?",
                    50,
                    "2015-03-01|2015-03-02",
                    "2015-05-01|2015-05-03")),
            "Orders (placed, total)"),
        schema(
            "trap: low selectivity",
            List.of(
                "create table t (id integer primary key, kind int not null, x int, pad text)",
                SqliteFiles.rows("t", 20_000, "i, i % 2, i, hex(zeroblob(30))")),
            List.of(SqliteFiles.seen("select * from t where kind = ?", 100, "0", "1"))),
        schema(
            "trap: tiny table",
            List.of(
                "create table t (id integer primary key, code text not null)",
                SqliteFiles.rows("t", 300, "i, 'c' || i")),
            List.of(SqliteFiles.seen("select * from t where code = ?", 100_000, "c7"))),
        schema(
            "trap: covered by the prefix of a unique constraint",
            List.of(
                "create table t (id integer primary key, a int, b int, x text, unique (a, b))",
                SqliteFiles.rows("t", 20_000, "i, i % 4000, i, hex(zeroblob(25))")),
            List.of(SqliteFiles.seen("select * from t where a = ?", 1_000, "5", "3000"))),
        schema(
            "trap: writes outweigh",
            ORDERS,
            List.of(
                SqliteFiles.seen("select sum(total) from orders where placed = ?", 2, "2015-03-01"),
                SqliteFiles.seen(
                    "insert into orders values (?, ?, ?, ?, ?, ?)",
                    200_000,
                    "900000|5|OPEN|x|100|x"))),
        schema(
            "nothing is missing, and what does not plan is set aside",
            ORDERS,
            List.of(
                SqliteFiles.seen("select * from orders where id = ?", 1_000, "5"),
                SqliteFiles.seen("select * from nowhere where id = ?", 1_000, "5"),
                SqliteFiles.seen("select * from orders where customer = ?", 1_000))));
  }

  private static Stream<Schema> kinds() {
    return Stream.of(
        schema(
            "partial: a rare state in few rows",
            ORDERS,
            List.of(SqliteFiles.seen("select * from orders where state = 'OPEN'", 200)),
            "Orders (state)|Orders (state) where state = 'OPEN'"),
        schema(
            "partial: who has not left",
            PERSON,
            List.of(SqliteFiles.seen("select * from person where left_at is null", 200)),
            "person (left_at)|person (left_at) where left_at is null"),
        schema(
            "expression: lower case",
            PERSON,
            List.of(
                SqliteFiles.seen(
                    "select * from person p where lower(p.email) = ?",
                    500,
                    "user77@example.org",
                    "user1999@example.org")),
            "person ((lower(email)))"),
        schema(
            "expression: a JSON path",
            List.of(
                "create table job (id integer primary key, data text not null, pad text)",
                SqliteFiles.rows(
                    "job",
                    10_000,
                    "i, json_object('kind', 'k' || i % 1000, 'n', i), hex(zeroblob(30))")),
            List.of(
                SqliteFiles.seen(
                    "select * from job where json_extract(data, '$.kind') = ?", 300, "k7", "k199")),
            "job ((json_extract(data, '$.kind')))"),
        schema(
            "collation of the question",
            PERSON,
            List.of(
                SqliteFiles.seen(
                    "select * from person where email collate nocase = ?",
                    300,
                    "user7@example.org",
                    "USER9@example.org")),
            "person ((email COLLATE nocase))"),
        schema(
            "LIKE with a prefix knows no case",
            PERSON,
            List.of(
                SqliteFiles.seen(
                    "select * from person where email like ?", 300, "user77%", "user9999%")),
            "person (email collate nocase)"),
        schema(
            "GLOB with a prefix knows case",
            PERSON,
            List.of(
                SqliteFiles.seen(
                    "select * from person where email glob ?", 300, "User77*", "User999*")),
            "person (email)"),
        schema(
            "trap: LIKE with an open beginning",
            PERSON,
            List.of(SqliteFiles.seen("select * from person where email like '%77@%'", 300))),
        schema(
            "OR wants an index a branch",
            PAIR,
            List.of(SqliteFiles.seen("select * from t where a = ? or b = ?", 100, "7|9", "50|120")),
            "t (a)",
            "t (b)"),
        schema(
            "IN with a list",
            PERSON,
            List.of(
                SqliteFiles.seen(
                    "select * from person where email in (?, ?, ?)", 300, "a|b|c", "d|e|f")),
            "person (email)"),
        schema(
            "EXISTS",
            List.of(
                ORDERS.get(0),
                ORDERS.get(1),
                "create table flag (id integer primary key, order_id int not null, k int, pad text)",
                SqliteFiles.rows("flag", 10_000, "i, (i * 17) % 10000, i % 7, hex(zeroblob(20))")),
            List.of(
                SqliteFiles.seen(
                    "select o.id from orders o where o.customer = ? and exists (select 1 from flag f"
                        + " where f.order_id = o.id and f.k = 3)",
                    100,
                    "7",
                    "120")),
            "Orders (customer)",
            "flag (order_id)|flag (order_id, k)|flag (k, order_id)|flag (order_id) where k = 3"),
        schema(
            "grouped within an equality",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select placed, count(*) from orders where customer = ? group by placed",
                    100,
                    "7",
                    "120")),
            "Orders (customer, placed)"));
  }

  private static Stream<Schema> cases() {
    return Stream.of(
        schema(
            "without rowid",
            List.of(
                "create table reading (device int, at int, value int, pad text, primary key (device,"
                    + " at)) without rowid",
                SqliteFiles.rows(
                    "reading", 20_000, "i % 100, i, (i * 7919) % 5000, hex(zeroblob(20))")),
            List.of(
                SqliteFiles.seen(
                    "select * from reading where device = ? and at > ?", 100, "7|19000"),
                SqliteFiles.seen("select device, at from reading where value = ?", 100, "7", "9")),
            "reading (value)"),
        schema(
            "the largest within an equality",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select max(placed) from orders where customer = ?", 200, "7", "9")),
            "Orders (customer, placed)"),
        schema(
            "the next page behind a key",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "select * from orders where (placed, id) > (?, ?) order by placed, id limit 20",
                    300,
                    "2015-03-01|7")),
            "Orders (placed)"),
        schema(
            "correlated: the zip code tells the city",
            List.of(
                "create table place (id integer primary key, city int, zip int, pad text)",
                SqliteFiles.rows("place", 20_000, "i, i % 5000 / 10, i % 5000, hex(zeroblob(20))")),
            List.of(
                SqliteFiles.seen(
                    "select * from place where city = ? and zip = ?", 500, "7|77", "40|401")),
            "place (zip)|place (city)|place (zip, city)|place (city, zip)"),
        schema(
            "an update by a condition pays for what it changes",
            ORDERS,
            List.of(
                SqliteFiles.seen(
                    "update orders set state = ? where customer = ? and state = ?",
                    100,
                    "DONE|7|CLOSED")),
            "Orders (customer)|Orders (customer, state)"),
        schema(
            "a sub-query that stands alone",
            List.of(
                PERSON.get(0),
                PERSON.get(1),
                "create table tag (person int not null, tag int not null, pad text)",
                SqliteFiles.rows(
                    "tag", 20_000, "1 + i % 10000, (i * 31) % 3000, hex(zeroblob(20))")),
            List.of(
                SqliteFiles.seen(
                    "select * from person where id in (select person from tag where tag = ?)",
                    300,
                    "7",
                    "2000")),
            "tag (tag)|tag (tag, person)"),
        schema(
            "generated column",
            List.of(
                "create table bill (id integer primary key, net int not null, vat int not null,"
                    + " gross int generated always as (net + vat) virtual, pad text)",
                SqliteFiles.rows(
                    "bill (id, net, vat, pad)",
                    20_000,
                    "i, (i * 7919) % 9000, i % 19, hex(zeroblob(20))")),
            List.of(SqliteFiles.seen("select * from bill where gross = ?", 100, "77", "5000")),
            "bill (gross)"),
        schema(
            "a delete looks for rows that refer to it",
            List.of(
                "create table parent (id integer primary key, name text)",
                SqliteFiles.rows("parent", 2_000, "i, 'p' || i"),
                "create table child (id integer primary key, parent_id int references parent (id) on"
                    + " delete cascade, pad text)",
                SqliteFiles.rows("child", 20_000, "i, 1 + i % 2000, hex(zeroblob(20))")),
            List.of(SqliteFiles.seen("delete from parent where id = ?", 100, "7", "9")),
            "child (parent_id)"),
        schema(
            "one index for two statements",
            ORDERS,
            List.of(
                SqliteFiles.seen("select * from orders where customer = ?", 100, "7"),
                SqliteFiles.seen(
                    "select * from orders where customer = ? and placed >= ? order by placed",
                    100,
                    "7|2015-11-01")),
            "Orders (customer)|Orders (customer, placed)"),
        schema("automations (A1)", Automations.SCHEMA, Automations.WORKLOAD, Automations.RIGHT),
        schema(
            "catalogue (D3)",
            List.of(
                "create table food (id integer primary key, name text not null, category int not"
                    + " null, access_count int not null, nutriments text not null, pad text)",
                SqliteFiles.rows(
                    "food",
                    6_000,
                    "i, 'Food ' || hex(i * 7919), i % 40, (i * 31) % 9973, json_object("
                        + "'energy_kcal_per_100g', (i * 17) % 900, 'protein_g_per_100g', i % 60),"
                        + " hex(zeroblob(30))")),
            List.of(
                SqliteFiles.seen("select * from food where lower(name) = ?", 300, "food 1eef", "x"),
                SqliteFiles.seen(
                    "select * from food where category = ? order by access_count desc limit 20",
                    300,
                    "7",
                    "30"),
                SqliteFiles.seen("select * from food order by access_count desc limit 20", 300),
                SqliteFiles.seen(
                    "select * from food where json_extract(nutriments, '$.energy_kcal_per_100g')"
                        + " between ? and ?",
                    100,
                    "100|102",
                    "500|503")),
            "food ((lower(name)))",
            "food (category, access_count)",
            "food (access_count)",
            "food ((json_extract(nutriments, '$.energy_kcal_per_100g')))"));
  }

  /** Users, their automations, tokens and sessions of requirement A1. */
  static final class Automations {
    private Automations() {}

    static final List<String> SCHEMA =
        List.of(
            "create table users (id integer primary key, email text not null, name text, is_active"
                + " int not null, is_verified int not null, created text)",
            SqliteFiles.rows(
                "users",
                5_000,
                "i, 'user' || i || '@example.org', 'Name ' || i, i % 10 <> 0, i % 3 <> 0,"
                    + " date('2015-01-01', '+' || (i % 900) || ' days')"),
            "create table user_automations (id integer primary key, user_id int not null references"
                + " users (id), status text not null, note text)",
            SqliteFiles.rows(
                "user_automations",
                10_000,
                "i, 1 + (i * 7919) % 100, case when i % 400 = 0 then 'FAILED' when i % 3 = 0 then"
                    + " 'PAUSED' else 'ACTIVE' end, hex(zeroblob(30))"),
            "create table token_usage (id integer primary key, user_id int not null references users"
                + " (id), tokens int, used_at int not null, pad text)",
            SqliteFiles.rows(
                "token_usage", 15_000, "i, 1 + (i * 31) % 100, i % 1000, i * 7, hex(zeroblob(20))"),
            "create table sessions (id text primary key, user_id int not null references users (id),"
                + " expires_at int not null, pad text)",
            SqliteFiles.rows(
                "sessions",
                5_000,
                "'sess' || hex(i * 7919), 1 + (i * 17) % 5000, (i * 7919) % 5000,"
                    + " hex(zeroblob(30))"));

    static final List<StatementObservation> WORKLOAD =
        List.of(
            SqliteFiles.seen(
                "select * from users where email = ?",
                500,
                "user77@example.org",
                "user9@example.org"),
            SqliteFiles.seen("select * from users where is_active = ?", 5, "1"),
            SqliteFiles.seen("select * from users where is_verified = ?", 5, "0", "1"),
            SqliteFiles.seen(
                "select * from user_automations where user_id = ? and status = ?",
                300,
                "77|FAILED",
                "78|ACTIVE"),
            SqliteFiles.seen("select * from user_automations where user_id = ?", 100, "77", "9"),
            SqliteFiles.seen("select * from user_automations where status = 'FAILED'", 100),
            SqliteFiles.seen(
                "select sum(tokens) from token_usage where user_id = ? and used_at >= ?",
                300,
                "5|100000",
                "50|75000"),
            SqliteFiles.seen("select sum(tokens) from token_usage where user_id = ?", 20, "5", "7"),
            SqliteFiles.seen(
                "select count(*) from token_usage where used_at > ?", 50, "104500", "104900"),
            SqliteFiles.seen("insert into token_usage values (?, ?, ?, ?, ?)", 500, "0|1|2|3|x"),
            SqliteFiles.seen("select * from sessions where user_id = ?", 100, "5", "6"),
            SqliteFiles.seen("delete from sessions where expires_at < ?", 20, "20", "50"));

    /** By is_active, is_verified: refused, since most rows have it. */
    static final String[] RIGHT = {
      "users (email)",
      "user_automations (user_id, status)|user_automations (user_id)",
      "user_automations (status) where status = 'FAILED'|user_automations (status)",
      "token_usage (user_id, used_at, tokens)|token_usage (user_id, used_at)",
      "token_usage (used_at)",
      "sessions (user_id)",
      "sessions (expires_at)"
    };
  }
}
