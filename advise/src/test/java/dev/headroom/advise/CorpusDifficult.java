package dev.headroom.advise;

import static dev.headroom.advise.CorpusSchema.schema;

import java.util.List;
import java.util.stream.Stream;

/** Schemas with skewed or correlated data, expressions, what is hot and small, and traps. */
final class CorpusDifficult {

  private CorpusDifficult() {}

  /** Customer 1 has a sixth of all rows, most have a few. */
  private static final List<String> PURCHASE =
      List.of(
          "create table purchase (id bigint primary key, customer int not null, make int not null,"
              + " model int not null, state text not null, total int not null, pad text not null)",
          "insert into purchase select i, 1 + (2000 * power(((i * 7919) % 10007) / 10007.0,"
              + " 4))::int, i % 20, case when i % 1000 = 3 then 21 else i % 20 end, case when i % 150"
              + " = 0 then 'OPEN' else 'CLOSED' end, i % 977, repeat('x', 60) from generate_series(1,"
              + " 20000) i");

  private static final List<String> TASK =
      List.of(
          "create table task (id bigint primary key, state text not null, due timestamp not null,"
              + " name text not null, score int, data jsonb not null, pad text not null)",
          "insert into task select i, case when i % 100 = 0 then 'READY' else 'DONE' end, timestamp"
              + " '2015-01-01' + ((i * 7919) % 400000) * interval '1 minute', 'Task ' || md5(i::text),"
              + " case when i % 10 > 0 then (i * 31) % 9973 end, jsonb_build_object('n', i % 5000),"
              + " repeat('x', 60) from generate_series(1, 15000) i");

  static Stream<CorpusSchema> schemas() {
    return Stream.of(
        schema(
            "skew: customers of very different size",
            PURCHASE,
            List.of(
                Server.seen("select * from purchase where customer = ?", 500, "1", "40", "1900")),
            "purchase (customer)",
            "purchase (customer, id)",
            "purchase (make)"),
        schema(
            "correlated: the model tells the make, with few exceptions",
            PURCHASE,
            List.of(
                Server.seen(
                    "select * from purchase where make = ? and model = ?", 500, "3|21", "3|3")),
            "purchase (make)",
            "purchase (model)",
            "purchase (make, model)",
            "purchase (model, make)"),
        schema(
            "the few that are not closed",
            PURCHASE,
            List.of(Server.seen("select * from purchase where state <> 'CLOSED'", 500)),
            "purchase (state)",
            "purchase (state) where state <> 'CLOSED'",
            "purchase (id) where state <> 'CLOSED'"),
        schema(
            "the few that are not closed, the largest first",
            PURCHASE,
            List.of(
                Server.seen(
                    "select * from purchase where state <> 'CLOSED' order by total desc limit 10",
                    500)),
            "purchase (state)",
            "purchase (total)",
            "purchase (total) where state <> 'CLOSED'",
            "purchase (state) where state <> 'CLOSED'"),
        schema(
            "one alive among many deleted",
            List.of(
                "create table account (id bigint primary key, email text not null, deleted date, pad"
                    + " text not null)",
                "insert into account select i, 'u' || (i * 7919) % 500, case when i % 40 > 0 then"
                    + " date '2015-01-01' + i % 300 end, repeat('x', 60) from generate_series(1,"
                    + " 20000) i"),
            List.of(
                Server.seen(
                    "select * from account where email = ? and deleted is null",
                    500,
                    "u7",
                    "u499")),
            "account (email)",
            "account (deleted)",
            "account (email, deleted)",
            "account (email) where deleted is null"),
        schema(
            "the best, those without a score last",
            TASK,
            List.of(Server.seen("select * from task order by score desc nulls last limit 10", 300)),
            "task (score)",
            "task (score desc nulls last)",
            "task (score nulls first)",
            "task (score desc)"),
        schema(
            "the few that are due, and their end",
            TASK,
            List.of(
                Server.seen(
                    "select * from task where state = 'READY' and due <= ? order by due limit 5",
                    2_000,
                    "2015-09-01 00:00:00"),
                Server.seen("update task set state = 'DONE' where id = ?", 2_000, "100", "5000"),
                Server.seen(
                    "insert into task values (?, 'READY', ?, 'n', 1, '{}', 'x')",
                    2_000,
                    "100001|2015-09-01 00:00:00")),
            "task (state)",
            "task (due)",
            "task (state, due)",
            "task (due) where state = 'READY'",
            "task (state) where state = 'READY'"),
        schema(
            "expression: the beginning in lower case",
            TASK,
            List.of(Server.seen("select * from task where lower(name) like 'task abc%'", 300)),
            "task ((lower(name)))",
            "task ((lower(name)) text_pattern_ops)",
            "task (name)"),
        schema(
            "expression: a number in JSON",
            TASK,
            List.of(
                Server.seen("select * from task where (data->>'n')::int = ?", 300, "7", "4999")),
            "task (((data ->> 'n')::int))",
            "task ((data ->> 'n'))"),
        schema(
            "expression: the hour of a time",
            TASK,
            List.of(
                Server.seen(
                    "select * from task where date_trunc('hour', due) = ?",
                    300,
                    "2015-03-01 10:00:00")),
            "task ((date_trunc('hour', due)))",
            "task (due)"),
        schema(
            "a part of a text, whatever the case",
            TASK,
            List.of(Server.seen("select * from task where name ilike '%ABCDE%'", 300)),
            "task using gin (name gin_trgm_ops)",
            "task (name)",
            "task ((lower(name)))"),
        schema(
            "trap: a range that most rows are in",
            PURCHASE,
            List.of(
                Server.seen("select * from purchase where total > ?", 500, "200", "300", "400")),
            "purchase (total)",
            "purchase (total, customer)"),
        schema(
            "trap: an index for one question, moved a million times",
            TASK,
            List.of(
                Server.seen("select * from task where due = ?", 3, "2015-03-01 10:00:00"),
                Server.seen(
                    "update task set due = ? where id = ?", 1_000_000, "2015-03-01 10:00:00|7")),
            "task (due)",
            "task (due, id)"),
        schema(
            "trap: an expression that depends on settings",
            TASK,
            List.of(
                Server.seen(
                    "select * from task where to_char(due, 'YYYY-MM-DD') = ?", 300, "2015-03-01")),
            "task (due)",
            "task (state)"),
        schema(
            "trap: the first columns of an index that is there",
            List.of(
                "create table t (id bigint primary key, a int not null, b int not null, c int not"
                    + " null, pad text not null)",
                "insert into t select i, i % 300, (i / 300) % 60, i % 7, repeat('x', 60) from"
                    + " generate_series(1, 20000) i",
                "create index kept on t (a, b, c)"),
            List.of(Server.seen("select * from t where a = ? and b = ?", 500, "7|9", "299|1")),
            "t (a)",
            "t (b)",
            "t (a, b)",
            "t (b, a)"),
        schema(
            "trap: the primary key gives the order",
            PURCHASE,
            List.of(
                Server.seen("select * from purchase order by id desc limit 10", 500),
                Server.seen(
                    "select * from purchase where id > ? order by id limit 10", 500, "12000")),
            "purchase (total)",
            "purchase (customer)"));
  }
}
