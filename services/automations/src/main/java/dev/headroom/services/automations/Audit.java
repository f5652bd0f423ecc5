package dev.headroom.services.automations;

import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who changed what, written in the transaction that did. */
@Component
class Audit {

  /** A line; {@code at} in milliseconds. */
  record Line(long id, long at, String actor, String action, String subject, String detail) {}

  private final JdbcClient jdbc;
  private final Clock clock;

  Audit(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void write(String actor, String action, String subject, String detail) {
    jdbc.sql("insert into audit (at, actor, action, subject, detail) values (?, ?, ?, ?, ?)")
        .params(clock.millis(), actor, action, subject, detail)
        .update();
  }

  /** The newest first. */
  List<Line> newest(long before, int limit) {
    return jdbc.sql(
            "select id, at, actor, action, subject, detail from audit where id < ? order by id desc"
                + " limit ?")
        .params(before, limit)
        .query(Rows.of(Line.class))
        .list();
  }
}
