package dev.headroom.services.automations;

import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Mails, written in the transaction that is their reason; whoever sends them reads the table. */
@Component
class Outbox {

  private final JdbcClient jdbc;
  private final Clock clock;

  Outbox(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void write(String recipient, String subject, String body) {
    jdbc.sql("insert into outbox (recipient, subject, body, created_at) values (?, ?, ?, ?)")
        .params(recipient, subject, body, clock.millis())
        .update();
  }
}
