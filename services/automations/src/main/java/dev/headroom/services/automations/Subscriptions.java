package dev.headroom.services.automations;

import dev.headroom.loop.Fixes;
import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The automations of a user; another user's do not exist. */
@Service
class Subscriptions {

  private static final int MOST = 200;

  private final UserAutomationRepository subscriptions;
  private final AutomationRepository automations;
  private final AppUserRepository users;
  private final ApplicationEventPublisher events;
  private final Fixes fixes;
  private final JsonMapper json;
  private final Clock clock;

  Subscriptions(
      UserAutomationRepository subscriptions,
      AutomationRepository automations,
      AppUserRepository users,
      ApplicationEventPublisher events,
      Fixes fixes,
      JsonMapper json,
      Clock clock) {
    this.subscriptions = subscriptions;
    this.automations = automations;
    this.users = users;
    this.events = events;
    this.fixes = fixes;
    this.json = json;
    this.clock = clock;
  }

  @Transactional(readOnly = true)
  public List<UserAutomationView> of(long userId) {
    List<UserAutomation> found =
        fixes.isOn(AutomationsFixes.JOINED)
            ? subscriptions.joinedOf(userId)
            : subscriptions.findByUserIdOrderById(userId);
    return found.stream().map(UserAutomationView::of).toList();
  }

  /** A new one; its webhook's secret is told this once. */
  @Transactional
  public MeAutomationController.Made add(Me me, MeAutomationController.Wanted wanted) {
    if (!me.verified()) {
      throw Problem.forbidden(
          "first show that the address is yours: POST /api/v1/auth/verify with the token of the mail");
    }
    Automation automation =
        automations
            .findById(wanted.automationId())
            .filter(Automation::active)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "no automation "
                            + wanted.automationId()
                            + ": see GET /api/v1/automations"));
    if (subscriptions.countByUserId(me.id()) >= MOST) {
      throw Problem.conflict("a user has at most " + MOST + " automations: end one first");
    }
    AppUser user = users.findById(me.id()).orElseThrow();
    UserAutomation made = new UserAutomation(user, automation, clock.millis());
    configure(made, wanted.configuration(), wanted.cron(), wanted.zone());
    String secret = null;
    if (automation.triggerKind() == TriggerKind.WEBHOOK) {
      secret = Secrets.random();
      made.secret(secret, clock.millis());
    }
    subscriptions.saveAndFlush(made);
    events.publishEvent(new UserChanged(me.id()));
    return new MeAutomationController.Made(UserAutomationView.of(made), secret);
  }

  @Transactional
  public UserAutomationView change(long userId, long id, MeAutomationController.Change change) {
    UserAutomation one = mine(userId, id);
    configure(one, change.configuration(), change.cron(), change.zone());
    subscriptions.flush();
    return UserAutomationView.of(one);
  }

  private void configure(
      UserAutomation one,
      @Nullable Configured configuration,
      @Nullable String cron,
      @Nullable String zone) {
    boolean scheduled = one.automation().triggerKind() == TriggerKind.SCHEDULE;
    if (!scheduled && (cron != null || zone != null)) {
      throw Problem.badRequest(
          "cron and zone belong to automations with the trigger SCHEDULE; this one has "
              + one.automation().triggerKind());
    }
    one.configure(Configured.checked(configuration, json), clock.millis());
    if (scheduled && cron != null) {
      String where = Objects.requireNonNullElse(zone, "UTC");
      Schedules.check(cron, where, clock.instant());
      one.schedule(cron, where, Schedules.next(cron, where, clock.instant()), clock.millis());
    } else if (scheduled) {
      one.schedule(null, null, null, clock.millis());
    }
  }

  @Transactional
  public UserAutomationView become(long userId, long id, Status status) {
    UserAutomation one = mine(userId, id);
    if (one.status() == Status.ENDED) {
      throw Problem.conflict("automation " + id + " has ended: subscribe anew");
    }
    one.become(status, clock.millis());
    if (status == Status.ACTIVE && one.cron() != null && one.zone() != null) {
      // What would have been due meanwhile is not made up for.
      one.schedule(
          one.cron(),
          one.zone(),
          Schedules.next(one.cron(), one.zone(), clock.instant()),
          clock.millis());
    }
    subscriptions.flush();
    events.publishEvent(new UserChanged(userId));
    return UserAutomationView.of(one);
  }

  /** A new secret; the one before is worth nothing at once. */
  @Transactional
  public String newSecret(long userId, long id) {
    UserAutomation one = mine(userId, id);
    if (one.automation().triggerKind() != TriggerKind.WEBHOOK) {
      throw Problem.conflict("automation " + id + " has no webhook");
    }
    String secret = Secrets.random();
    one.secret(secret, clock.millis());
    return secret;
  }

  private UserAutomation mine(long userId, long id) {
    return subscriptions
        .findById(id)
        .filter(one -> one.user().id() == userId)
        .orElseThrow(() -> Problem.notFound("you have no automation " + id));
  }
}
