package dev.headroom.services.automations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Makes the rows. Users have automations by a skewed draw, and use tokens by Zipf's law; each use
 * is a request of the real hour, which is stretched to a day and repeated day after day.
 */
final class SeedWriter {

  /** The day of the trace; the data go on from there. */
  static final long FIRST = Instant.parse("2023-11-16T00:00:00Z").toEpochMilli();

  private static final long DAY = UsageRange.DAY;
  private static final long JOINED = FIRST - 300 * DAY;
  private static final String TEXT =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final Connection connection;
  private final AutomationsProperties.Data amount;
  private final SplittableRandom random = new SplittableRandom(2023);
  private final List<Long> plain = new ArrayList<>();
  private final List<Long> modelled = new ArrayList<>();
  private final List<Boolean> webhook = new ArrayList<>();
  private long rows;

  SeedWriter(Connection connection, AutomationsProperties.Data amount) {
    this.connection = connection;
    this.amount = amount;
  }

  long rows() {
    return rows;
  }

  private SeedRows into(String table) throws SQLException {
    return new SeedRows(connection, table);
  }

  void catalogue() throws SQLException {
    try (SeedRows out =
        into(
            "automation (id, file, name, integration, category, trigger_kind, nodes, uses_model,"
                + " node_types, active, monthly_micros)")) {
      long id = 0;
      for (SeedFiles.Workflow w : SeedFiles.workflows()) {
        id++;
        (w.usesModel() ? modelled : plain).add(id);
        webhook.add(w.trigger() == TriggerKind.WEBHOOK);
        out.add(
            id,
            w.file(),
            w.name(),
            w.integration(),
            w.category(),
            w.trigger(),
            w.nodes(),
            w.usesModel(),
            w.nodeTypes(),
            true,
            1_000_000L + 100_000L * w.nodes());
      }
      rows += out.rows();
    }
  }

  /** The first thousand can sign in: a load has users that it knows. */
  void users(PasswordEncoder passwords) throws SQLException {
    // Hashing is slow on purpose: once per password, not once per account.
    String userHash = Objects.requireNonNull(passwords.encode("user"));
    String adminHash = Objects.requireNonNull(passwords.encode("admin"));
    try (SeedRows out =
        into("app_user (id, email, password_hash, name, role, active, verified, created_at)")) {
      for (long id = 1; id <= amount.users; id++) {
        boolean known = id <= 1_000 && id <= amount.users * 9L / 10;
        out.add(
            id,
            "user" + id + "@headroom.example",
            userHash,
            "User " + id,
            Role.USER,
            known || random.nextInt(20) > 0,
            known || random.nextInt(12) > 0,
            JOINED + id * 300 * DAY / amount.users);
      }
      out.add(
          amount.users + 1L,
          "admin@headroom.example",
          adminHash,
          "Ada Admin",
          Role.ADMIN,
          true,
          true,
          JOINED);
      rows += out.rows();
    }
  }

  /**
   * Those of a user have the same id as the user: the first needs no model; the second, which does,
   * has the id behind all first ones. The rest is drawn, most of them for few.
   */
  void automations() throws SQLException {
    try (SeedRows out =
        into(
            "user_automation (id, user_id, automation_id, status, configuration, secret,"
                + " created_at, changed_at)")) {
      for (long id = 1; id <= amount.automations; id++) {
        long user =
            id <= 2L * amount.users
                ? (id - 1) % amount.users + 1
                : 1 + (long) (amount.users * Math.pow(random.nextDouble(), 2));
        long automation = id <= amount.users ? draw(plain) : drawSecond(id);
        Status status =
            id <= 2_000 ? Status.ACTIVE : random.nextInt(10) < 7 ? Status.ACTIVE : other();
        long at = FIRST - random.nextLong(200 * DAY);
        out.add(
            id,
            user,
            automation,
            status,
            "{}",
            webhook.get((int) automation - 1) ? text() : null,
            at,
            at);
      }
      rows += out.rows();
    }
  }

  private long drawSecond(long id) {
    return id <= 2L * amount.users || random.nextInt(3) == 0 ? draw(modelled) : draw(plain);
  }

  private Status other() {
    return random.nextInt(2) == 0 ? Status.PAUSED : Status.ENDED;
  }

  /** The first of a list most. */
  private long draw(List<Long> from) {
    return from.get((int) (from.size() * Math.pow(random.nextDouble(), 3)));
  }

  private String text() {
    char[] made = new char[43];
    for (int i = 0; i < made.length; i++) {
      made[i] = TEXT.charAt(random.nextInt(TEXT.length()));
    }
    return new String(made);
  }

  /** Token use, runs of the last of it, and what each user used in the last month. */
  void usage() throws SQLException {
    List<SeedFiles.Call> hour = SeedFiles.hour();
    SeedZipf zipf = new SeedZipf(amount.users);
    long[] month = new long[amount.users + 2];
    long last = FIRST + amount.usages / hour.size() * DAY;
    long monthBegan = monthBegan(last);
    try (SeedRows uses =
            into(
                "token_usage (id, request_id, user_id, user_automation_id, model, prompt_tokens,"
                    + " completion_tokens, cost_micros, at)");
        SeedRows runs =
            into(
                "run (id, request_id, user_automation_id, trigger_kind, status, attempt, input,"
                    + " due_at, started_at, ended_at)");
        SeedRows logs = into("run_log (run_id, at, level, message)")) {
      for (int n = 0; n < amount.usages; n++) {
        SeedFiles.Call call = hour.get(n % hour.size());
        long at = FIRST + n / hour.size() * DAY + call.afterMillis() * 24 % DAY;
        long user = zipf.draw(random);
        long automation = amount.users + user;
        String request = "seed-%07d".formatted(n);
        uses.add(
            n + 1L,
            request,
            user,
            automation,
            call.model().id,
            call.promptTokens(),
            call.completionTokens(),
            call.model().costMicros(call.promptTokens(), call.completionTokens()),
            at);
        if (at >= monthBegan) {
          month[(int) user] += call.promptTokens() + call.completionTokens();
        }
        long run = n - (amount.usages - amount.runs) + 1L;
        if (run >= 1) {
          long took = 200 + 30L * call.completionTokens();
          runs.add(
              run,
              request,
              automation,
              TriggerKind.EVENT,
              RunStatus.SUCCEEDED,
              1,
              "",
              at - took,
              at - took,
              at);
          logs.add(run, at, "INFO", "answered with " + call.completionTokens() + " tokens");
        }
      }
      rows += uses.rows() + runs.rows() + logs.rows();
    }
    daily();
    quotas(month, monthBegan);
  }

  private static long monthBegan(long at) {
    return YearMonth.from(Instant.ofEpochMilli(at).atZone(ZoneOffset.UTC))
        .atDay(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .toEpochMilli();
  }

  /** As the migration does for what is there before it. */
  private void daily() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      rows +=
          sql.executeUpdate(
              "insert into usage_user_day select user_id, at / 86400000, model, count(*),"
                  + " sum(prompt_tokens), sum(completion_tokens), sum(cost_micros) from token_usage"
                  + " group by 1, 2, 3");
      rows +=
          sql.executeUpdate(
              "insert into usage_day select day, model, sum(runs), sum(prompt_tokens),"
                  + " sum(completion_tokens), sum(cost_micros) from usage_user_day group by 1, 2");
    }
  }

  private void quotas(long[] used, long monthBegan) throws SQLException {
    String month =
        YearMonth.from(Instant.ofEpochMilli(monthBegan).atZone(ZoneOffset.UTC)).toString();
    try (SeedRows out = into("quota (user_id, month, granted, used, reserved)")) {
      for (int user = 1; user < used.length; user++) {
        out.add((long) user, month, Math.max(1_000_000, used[user] * 2), used[user], 0);
      }
      rows += out.rows();
    }
  }

  /** Sign-ins of the data's days; all have ended. */
  void sessions() throws SQLException {
    try (SeedRows out =
        into("session (family, user_id, present, turned_at, created_at, expires_at, longest_at)")) {
      for (int n = 0; n < amount.users; n++) {
        long at = FIRST + random.nextLong(35 * DAY);
        out.add(
            text(),
            1 + random.nextLong(amount.users),
            text(),
            at,
            at,
            at + 14 * DAY,
            at + 90 * DAY);
      }
      rows += out.rows();
    }
  }
}
