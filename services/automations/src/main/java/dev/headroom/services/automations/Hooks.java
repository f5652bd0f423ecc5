package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Webhooks: a signed call is a run, once. */
@Service
class Hooks {

  private final JdbcClient jdbc;
  private final Runs runs;
  private final Clock clock;

  Hooks(JdbcClient jdbc, Runs runs, Clock clock) {
    this.jdbc = jdbc;
    this.runs = runs;
    this.clock = clock;
  }

  private record Target(@Nullable String secret, Status status) {}

  /** The run's id. */
  @Transactional
  public long take(long id, String header, byte[] body) {
    HookSignature signature =
        HookSignature.of(header)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "the header X-Headroom-Signature is t=SECONDS,v1=HEX: the HMAC-SHA-256, with"
                            + " the hook's secret, of SECONDS, a full stop and the body"));
    // Written first: SQLite lets nobody else write from here on.
    int first =
        jdbc.sql("insert into delivery (signature, at) values (?, ?) on conflict do nothing")
            .params(signature.hex(), clock.millis())
            .update();
    Target target =
        jdbc.sql("select secret, status from user_automation where id = ?")
            .param(id)
            .query(Target.class)
            .optional()
            .orElse(new Target(null, Status.ENDED));
    // Whatever is wrong: who forges need not know which hooks there are.
    if (target.secret() == null || !signature.isOf(target.secret(), body)) {
      throw Problem.unauthorized("the signature does not fit the hook, its time and the body");
    }
    if (!signature.isFresh(clock.instant())) {
      throw Problem.unauthorized(
          "the signature's time is more than 5 minutes from ours: sign again, with the time now");
    }
    if (first == 0) {
      throw Problem.conflict("this call was taken already");
    }
    if (target.status() != Status.ACTIVE) {
      throw Problem.conflict("the automation is " + target.status());
    }
    return runs.queue(id, TriggerKind.WEBHOOK, new String(body, StandardCharsets.UTF_8));
  }

  /** Forgets calls that would be refused for their time by now. */
  @Transactional
  public int forget() {
    return jdbc.sql("delete from delivery where at < ?")
        .param(clock.millis() - 2 * HookSignature.GOOD_FOR.toMillis())
        .update();
  }
}
