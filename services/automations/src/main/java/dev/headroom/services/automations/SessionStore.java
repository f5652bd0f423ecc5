package dev.headroom.services.automations;

import dev.headroom.web.RefreshOptions;
import dev.headroom.web.RefreshStore;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sign-ins in the database. Each change begins with a write: a transaction that reads first and
 * writes then is refused by SQLite when another wrote in between.
 */
@Component
class SessionStore implements RefreshStore {

  static final RefreshOptions OPTIONS = RefreshOptions.DEFAULT;

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  SessionStore(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
  }

  /** Whether a sign-in goes on. */
  boolean isOpen(String family) {
    return jdbc.sql("select count(*) from session where family = ? and expires_at > ?")
            .params(family, clock.millis())
            .query(Long.class)
            .single()
        > 0;
  }

  @Override
  @Transactional
  public void begin(String family, String subject, String hash, long now) {
    long longest = now + OPTIONS.longest().toMillis();
    jdbc.sql(
            "insert into session (family, user_id, present, turned_at, created_at, expires_at,"
                + " longest_at) values (?, ?, ?, ?, ?, ?, ?)")
        .params(family, Long.parseLong(subject), hash, now, now, idle(now, longest), longest)
        .update();
    // Beyond the number allowed, those that were refreshed longest ago end.
    int ended =
        jdbc.sql(
                "delete from session where user_id = ? and (expires_at <= ? or id not in (select id"
                    + " from session where user_id = ? order by turned_at desc, id desc limit ?))")
            .params(Long.parseLong(subject), now, Long.parseLong(subject), OPTIONS.perSubject())
            .update();
    events.publishEvent(new SignInsChanged(Long.parseLong(subject), ended > 0));
  }

  private static long idle(long now, long longest) {
    return Math.min(now + OPTIONS.idle().toMillis(), longest);
  }

  private record Row(
      long userId, @Nullable String before, @Nullable String salt, long turnedAt, long expiresAt) {}

  @Override
  @Transactional
  public Turn turn(String family, String hash, String nextHash, String salt, long now) {
    int turned =
        jdbc.sql(
                "update session set before = present, present = ?, salt = ?, turned_at = ?,"
                    + " expires_at = min(?, longest_at) where family = ? and present = ? and"
                    + " expires_at > ?")
            .params(nextHash, salt, now, now + OPTIONS.idle().toMillis(), family, hash, now)
            .update();
    Row row =
        jdbc.sql(
                "select user_id, before, salt, turned_at, expires_at from session where family = ?")
            .param(family)
            .query(Row.class)
            .optional()
            .orElse(null);
    if (row == null || row.expiresAt() <= now) {
      return Turn.NOBODY;
    }
    String subject = Long.toString(row.userId());
    if (turned == 1) {
      return new Turn(Turn.Kind.NEXT, subject, salt, row.expiresAt());
    }
    if (hash.equals(row.before()) && now - row.turnedAt() < OPTIONS.grace().toMillis()) {
      return new Turn(Turn.Kind.AGAIN, subject, row.salt(), row.expiresAt());
    }
    end(family);
    return new Turn(Turn.Kind.REUSED, subject, null, 0);
  }

  @Override
  @Transactional
  public void end(String family) {
    jdbc.sql("delete from session where family = ? returning user_id")
        .param(family)
        .query(Rows.LONG)
        .optional()
        .ifPresent(userId -> events.publishEvent(new SignInsChanged(userId, true)));
  }

  @Override
  @Transactional
  public void endAll(String subject) {
    long userId = Long.parseLong(subject);
    jdbc.sql("delete from session where user_id = ?").param(userId).update();
    events.publishEvent(new SignInsChanged(userId, true));
  }

  /** A sign-in that goes on, as people see it. */
  record Open(long id, long userId, String email, long createdAt, long turnedAt, long expiresAt) {}

  private static final String OPEN =
      "select s.id, s.user_id, u.email, s.created_at, s.turned_at, s.expires_at from session s join"
          + " app_user u on u.id = s.user_id where s.expires_at > :now";

  List<Open> of(long userId) {
    return jdbc.sql(OPEN + " and s.user_id = :user order by s.id desc")
        .param("now", clock.millis())
        .param("user", userId)
        .query(Rows.of(Open.class))
        .list();
  }

  List<Open> newest(int limit) {
    return jdbc.sql(OPEN + " order by s.id desc limit :limit")
        .param("now", clock.millis())
        .param("limit", limit)
        .query(Rows.of(Open.class))
        .list();
  }

  /** Whose it was; null if there is none. */
  @Transactional
  public @Nullable Long end(long id, @Nullable Long ofUser) {
    Long userId =
        jdbc.sql(
                "delete from session where id = :id and (:user is null or user_id = :user) returning user_id")
            .param("id", id)
            .param("user", ofUser)
            .query(Rows.LONG)
            .optional()
            .orElse(null);
    if (userId != null) {
      events.publishEvent(new SignInsChanged(userId, true));
    }
    return userId;
  }

  /** Those that ended by themselves. */
  @Transactional
  public int purge() {
    return jdbc.sql("delete from session where expires_at <= ?").param(clock.millis()).update();
  }

  @Override
  public void close() {}
}
