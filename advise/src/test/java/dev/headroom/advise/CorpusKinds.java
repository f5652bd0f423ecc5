package dev.headroom.advise;

import static dev.headroom.advise.CorpusSchema.schema;

import java.util.List;
import java.util.stream.Stream;

/** Labelled schemas for the kinds of indexes beyond plain columns, and for ways of asking. */
final class CorpusKinds {

  private CorpusKinds() {}

  private static final List<String> PERSON =
      List.of(
          "create table person (id bigint primary key, email text not null, name text not null,"
              + " city int not null, zip int not null, left_at date, pad text not null)",
          "insert into person select i, 'User' || i || '@Example.org', md5(i::text), i % 5000 / 10, i"
              + " % 5000, case when i % 300 = 0 then null else date '2015-01-01' + i % 300 end,"
              + " repeat('x', 60) from generate_series(1, 20000) i");
  private static final List<String> JOB =
      List.of(
          "create table job (id bigint primary key, queue int not null, done boolean not null, at"
              + " timestamp not null, data jsonb not null, pad text not null)",
          "insert into job select i, i % 20, i % 100 <> 0, timestamp '2015-01-01' + ((i * 7919) %"
              + " 400000) * interval '1 minute', jsonb_build_object('kind', 'k' || i % 2000, 'n', i),"
              + " repeat('x', 60) from generate_series(1, 20000) i");
  private static final List<String> LINE =
      List.of(
          "create table line (id bigint primary key, item int not null, shop int not null, qty int"
              + " not null, note text not null)",
          "insert into line select i, (i * 7919) % 400, (i * 31) % 500, i % 10, repeat('x', 100) from"
              + " generate_series(1, 30000) i");

  static Stream<CorpusSchema> schemas() {
    return Stream.of(
        schema(
            "expression: lower case",
            PERSON,
            List.of(
                Server.seen(
                    "select * from person p where lower(p.email) = ?",
                    500,
                    "user77@example.org",
                    "user1999@example.org")),
            "person ((lower(email)))",
            "person (email)",
            "person ((lower(email))) include (name)"),
        schema(
            "expression: a JSON path",
            JOB,
            List.of(Server.seen("select * from job where data->>'kind' = ?", 300, "k7", "k1999")),
            "job ((data ->> 'kind'))",
            "job using gin (data)"),
        schema(
            "expression: a cast",
            JOB,
            List.of(Server.seen("select id from job where at::date = ?", 300, "2015-03-01")),
            "job ((at::date))|job ((at::date)) include (id)",
            "job (at)"),
        schema(
            "containment in JSON",
            JOB,
            List.of(Server.seen("select * from job where data @> '{\"kind\": \"k7\"}'", 300)),
            "job using gin (data)",
            "job using gin (data jsonb_path_ops)"),
        schema(
            "a prefix",
            PERSON,
            List.of(Server.seen("select * from person where name like 'abc%'", 300)),
            "person (name)|person (name text_pattern_ops)",
            "person (name, id)"),
        schema(
            "a part of a text",
            PERSON,
            List.of(Server.seen("select * from person where name like '%abcdef%'", 300)),
            "person using gin (name gin_trgm_ops)",
            "person (name)",
            "person (name text_pattern_ops)"),
        schema(
            "partial: what is still to do, oldest first",
            JOB,
            List.of(
                Server.seen("select * from job where done = false order by at limit 10", 1_000)),
            "job (at) where done = false|job (done, at)",
            "job (at)",
            "job (done)"),
        schema(
            "partial: rare nulls",
            PERSON,
            List.of(Server.seen("select * from person where left_at is null", 300)),
            "person (left_at)|person (left_at) where left_at is null",
            "person (id) where left_at is null"),
        schema(
            "mixed order",
            JOB,
            List.of(
                Server.seen("select * from job order by queue, at desc limit 10", 300),
                Server.seen("select * from job where id = ?", 300, "7")),
            "job (queue, at desc)",
            "job (queue)",
            "job (queue, at)",
            "job (at)"),
        schema(
            "in",
            LINE,
            List.of(Server.seen("select * from line where item in (7, 8, 9)", 300)),
            "line (item)|line (item) where item in (7, 8, 9)",
            "line (item, shop)",
            "line (shop)"),
        schema(
            "or: one for each branch",
            LINE,
            List.of(Server.seen("select * from line where item = ? or shop = ?", 300, "7|9")),
            "line (item)",
            "line (shop)",
            "line (item, shop)",
            "line (shop, item)"),
        schema(
            "covering: sums over scattered rows",
            LINE,
            List.of(Server.seen("select sum(qty) from line where item = ?", 2_000, "7", "99")),
            "line (item) include (qty)",
            "line (item)",
            "line (item, qty)"),
        schema(
            "correlated: the zip code tells the city",
            PERSON,
            List.of(
                Server.seen(
                    "select * from person where city = ? and zip = ?", 500, "7|77", "400|4001")),
            "person (zip)|person (zip, city)|person (city, zip)",
            "person (city)"),
        schema(
            "the next page behind a key",
            JOB,
            List.of(
                Server.seen(
                    "select * from job where (at, id) > (?, ?) order by at, id limit 20",
                    300,
                    "2015-03-01 10:00:00|7")),
            "job (at, id)|job (at)",
            "job (at desc)"),
        schema(
            "a sub-query that stands alone",
            List.of(
                PERSON.get(0),
                PERSON.get(1),
                "create table tag (person bigint not null, tag int not null, pad text not null)",
                "insert into tag select 1 + i % 20000, (i * 31) % 3000, repeat('x', 60) from"
                    + " generate_series(1, 30000) i"),
            List.of(
                Server.seen(
                    "select * from person where id in (select person from tag where tag = ?)",
                    300,
                    "7",
                    "2000")),
            "tag (tag)|tag (tag) include (person)|tag (tag, person)",
            "tag (person)",
            "tag (person, tag)"),
        schema(
            "the newest of each, laterally",
            List.of(
                PERSON.get(0),
                PERSON.get(1),
                "create table visit (person bigint not null, at int not null, pad text not null)",
                "insert into visit select 1 + (i * 7919) % 20000, i, repeat('x', 60) from"
                    + " generate_series(1, 60000) i"),
            List.of(
                Server.seen(
                    "select p.id, v.at from person p cross join lateral (select at from visit where"
                        + " person = p.id order by at desc limit 1) v where p.id between ? and ?",
                    300,
                    "100|110",
                    "5000|5020")),
            "visit (person, at)|visit (person)",
            "visit (at)",
            "visit (person) include (at)"),
        schema(
            "a delete by the parent",
            LINE,
            List.of(Server.seen("delete from line where item = ?", 100, "7")),
            "line (item)",
            "line (shop)",
            "line (item, shop)"),
        schema(
            "trap: an index on what every row has",
            JOB,
            List.of(Server.seen("select * from job where done = true", 100)),
            "job (done)",
            "job (at) where done = true"));
  }
}
