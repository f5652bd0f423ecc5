package dev.headroom.advise;

import static dev.headroom.advise.CorpusSchema.schema;

import java.util.List;
import java.util.stream.Stream;

/** Schemas for ways of asking: joins, groups, pages, branches, writes, and keys of other tables. */
final class CorpusWays {

  private CorpusWays() {}

  private static final List<String> VISIT =
      List.of(
          "create table person (id bigint primary key, city int not null, pad text not null)",
          "insert into person select i, (i * 7919) % 400, repeat('x', 60) from generate_series(1,"
              + " 6000) i",
          "create table visit (id bigint primary key, person bigint not null, at int not null, pad"
              + " text not null)",
          "insert into visit select i, 1 + (i * 7919) % 6000, i, repeat('x', 60) from"
              + " generate_series(1, 24000) i");
  private static final List<String> LINE =
      List.of(
          "create table line (id bigint primary key, item int not null, shop int not null, qty int"
              + " not null, note text not null)",
          "insert into line select i, (i * 7919) % 400, (i * 31) % 500, i % 10, repeat('x', 80) from"
              + " generate_series(1, 20000) i");
  private static final List<String> SALE =
      List.of(
          "create table sale (id bigint primary key, shop int not null, item int not null, day date"
              + " not null, total int not null, pad text not null)",
          "insert into sale select i, i % 50, (i / 50) % 40, date '2015-01-01' + i / 60, i % 900,"
              + " repeat('x', 60) from generate_series(1, 24000) i");

  static Stream<CorpusSchema> schemas() {
    return Stream.of(
        schema(
            "group by within a shop",
            SALE,
            List.of(
                Server.seen(
                    "select item, count(*) from sale where shop = ? group by item",
                    200,
                    "7",
                    "49")),
            "sale (shop)",
            "sale (shop, item)",
            "sale (shop) include (item)",
            "sale (item)"),
        schema(
            "join from one end to the other",
            VISIT,
            List.of(
                Server.seen(
                    "select p.id, v.at from person p join visit v on v.person = p.id where p.city ="
                        + " ?",
                    200,
                    "7",
                    "399")),
            "person (city)",
            "person (city, id)",
            "person (city) include (id)",
            "visit (person)",
            "visit (person, at)",
            "visit (person) include (at)"),
        schema(
            "who was never here",
            VISIT,
            List.of(
                Server.seen(
                    "select p.id from person p where p.city = ? and not exists (select 1 from visit"
                        + " v where v.person = p.id and v.at > ?)",
                    200,
                    "7|23900",
                    "399|23950")),
            "person (city)",
            "person (city, id)",
            "person (city) include (id)",
            "visit (person)",
            "visit (person, at)",
            "visit (at)",
            "visit (at, person)"),
        schema(
            "the last of one",
            VISIT,
            List.of(Server.seen("select max(at) from visit where person = ?", 500, "7", "5999")),
            "visit (person)",
            "visit (person, at)",
            "visit (person) include (at)",
            "visit (at)"),
        schema(
            "a count for each of a few",
            VISIT,
            List.of(
                Server.seen(
                    "select id, (select count(*) from visit v where v.person = p.id) from person p"
                        + " where p.city = ?",
                    200,
                    "7",
                    "399")),
            "person (city)",
            "person (city, id)",
            "person (city) include (id)",
            "visit (person)"),
        schema(
            "a common table expression",
            VISIT,
            List.of(
                Server.seen(
                    "with recent as (select person, at from visit where at >= ?) select person,"
                        + " count(*) from recent group by person",
                    200,
                    "23900",
                    "23990")),
            "visit (at)",
            "visit (at, person)",
            "visit (at) include (person)",
            "visit (person)"),
        schema(
            "a range over rows that lie together",
            SALE,
            List.of(
                Server.seen(
                    "select * from sale where day between ? and ?",
                    200,
                    "2015-03-01|2015-03-02",
                    "2015-05-01|2015-05-03")),
            "sale (day)",
            "sale (day, shop)",
            "sale (shop)"),
        schema(
            "the next page of a shop",
            SALE,
            List.of(
                Server.seen(
                    "select * from sale where shop = ? and id > ? order by id limit 20",
                    500,
                    "7|12000",
                    "49|20")),
            "sale (shop)",
            "sale (shop, id)"),
        schema(
            "equal, equal and a range",
            SALE,
            List.of(
                Server.seen(
                    "select * from sale where shop = ? and item = ? and day >= ?",
                    500,
                    "7|3|2015-03-01",
                    "49|39|2015-11-01")),
            "sale (shop)",
            "sale (item)",
            "sale (shop, item)",
            "sale (shop, item, day)",
            "sale (item, shop, day)",
            "sale (shop, day)",
            "sale (day)"),
        schema(
            "three statements, two indexes",
            LINE,
            List.of(
                Server.seen("select * from line where item = ? and shop = ?", 500, "7|17", "9|29"),
                Server.seen("select * from line where item = ?", 500, "7", "399"),
                Server.seen("select * from line where shop = ?", 500, "17", "499")),
            "line (item)",
            "line (shop)",
            "line (item, shop)",
            "line (shop, item)"),
        schema(
            "one of a list and a value",
            LINE,
            List.of(
                Server.seen(
                    "select * from line where shop = ? and item in (?, ?, ?)",
                    500,
                    "17|7|8|9",
                    "499|1|2|3")),
            "line (item)",
            "line (shop)",
            "line (item, shop)",
            "line (shop, item)"),
        schema(
            "two selects in one",
            LINE,
            List.of(
                Server.seen(
                    "select note from line where item = ? union all select note from line where shop"
                        + " = ?",
                    300,
                    "7|17",
                    "399|499")),
            "line (item)",
            "line (shop)",
            "line (item, shop)"),
        schema(
            "an update by another table's key",
            VISIT,
            List.of(Server.seen("update visit set at = at + 1 where person = ?", 300, "7", "5999")),
            "visit (person)",
            "visit (person, at)",
            "visit (person) include (at)",
            "visit (at)"),
        schema(
            "a table between two, from its other end",
            List.of(
                "create table member (team int not null, person int not null, pad text not null,"
                    + " primary key (team, person))",
                "insert into member select i % 300, i / 3, repeat('x', 60) from generate_series(1,"
                    + " 24000) i"),
            List.of(
                Server.seen("select * from member where team = ?", 500, "7"),
                Server.seen("select * from member where person = ?", 500, "7", "7000")),
            "member (person)",
            "member (team)",
            "member (person, team)"),
        schema(
            "foreign key without an index: its parents are deleted",
            List.of(
                "create table account (id bigint primary key, name text not null)",
                "insert into account select i, 'n' || i from generate_series(1, 3000) i",
                "create table entry (id bigint primary key, account bigint not null references"
                    + " account (id) on delete cascade, amount int not null, pad text not null)",
                "insert into entry select i, 1 + (i * 7919) % 3000, i, repeat('x', 60) from"
                    + " generate_series(1, 24000) i"),
            List.of(Server.seen("delete from account where id = ?", 200, "7", "2999")),
            "entry (account)",
            "account (name)",
            "entry (amount)"),
        schema(
            "foreign key without an index: parents are deleted, children forbid it",
            List.of(
                "create table shelf (id bigint primary key, name text not null)",
                "insert into shelf select i, 'n' || i from generate_series(1, 3000) i",
                "create table box (id bigint primary key, shelf bigint references shelf (id), pad"
                    + " text not null)",
                "insert into box select i, case when i % 4 = 0 then 1 + (i * 7919) % 1500 end,"
                    + " repeat('x', 60) from generate_series(1, 24000) i"),
            List.of(Server.seen("delete from shelf where id = ?", 200, "1700", "2999")),
            "box (shelf)",
            "shelf (name)",
            "box (shelf) where shelf is not null"));
  }
}
