package dev.headroom.services.automations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The automations of whoever is signed in, and their runs. */
@RestController
@RequestMapping("/api/v1/me/automations")
class MeAutomationController {

  /** What somebody subscribes to. */
  record Wanted(
      @NotNull Long automationId,
      @Valid @Nullable Configured configuration,
      @Nullable @Size(max = 100) String cron,
      @Nullable @Size(max = 64) String zone) {}

  /** All that can be changed; what is left out has its default. */
  record Change(
      @Valid @Nullable Configured configuration,
      @Nullable @Size(max = 100) String cron,
      @Nullable @Size(max = 64) String zone) {}

  /** The secret signs calls of the webhook and is told this once. */
  record Made(UserAutomationView automation, @Nullable String secret) {

    /** Never the secret. */
    @Override
    public String toString() {
      return "Made[" + automation + "]";
    }
  }

  /** What a run works on. */
  record Input(@NotNull @Size(max = 4_000) String input) {}

  private final Subscriptions subscriptions;
  private final Runs runs;
  private final Runner runner;

  MeAutomationController(Subscriptions subscriptions, Runs runs, Runner runner) {
    this.subscriptions = subscriptions;
    this.runs = runs;
    this.runner = runner;
  }

  @GetMapping
  List<UserAutomationView> all(@AuthenticationPrincipal Me me) {
    return subscriptions.of(me.id());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Made add(@AuthenticationPrincipal Me me, @Valid @RequestBody Wanted wanted) {
    return subscriptions.add(me, wanted);
  }

  @PutMapping("/{id}")
  UserAutomationView change(
      @AuthenticationPrincipal Me me, @PathVariable long id, @Valid @RequestBody Change change) {
    return subscriptions.change(me.id(), id, change);
  }

  @PostMapping("/{id}/pause")
  UserAutomationView pause(@AuthenticationPrincipal Me me, @PathVariable long id) {
    return subscriptions.become(me.id(), id, Status.PAUSED);
  }

  @PostMapping("/{id}/resume")
  UserAutomationView resume(@AuthenticationPrincipal Me me, @PathVariable long id) {
    return subscriptions.become(me.id(), id, Status.ACTIVE);
  }

  @DeleteMapping("/{id}")
  UserAutomationView end(@AuthenticationPrincipal Me me, @PathVariable long id) {
    return subscriptions.become(me.id(), id, Status.ENDED);
  }

  @PostMapping("/{id}/secret")
  Map<String, String> secret(@AuthenticationPrincipal Me me, @PathVariable long id) {
    return Map.of("secret", subscriptions.newSecret(me.id(), id));
  }

  /** Runs it now; the answer is how it ended. */
  @PostMapping("/{id}/runs")
  @ResponseStatus(HttpStatus.CREATED)
  RunView run(
      @AuthenticationPrincipal Me me, @PathVariable long id, @Valid @RequestBody Input input) {
    long run = runs.byHand(me.id(), id, input.input());
    runner.run(run);
    return runs.one(me.id(), run);
  }

  /** The newest 50. */
  @GetMapping("/{id}/runs")
  List<RunView> runs(@AuthenticationPrincipal Me me, @PathVariable long id) {
    return runs.of(me.id(), id);
  }

  @GetMapping("/{id}/runs/{runId}/log")
  List<RunView.Line> log(
      @AuthenticationPrincipal Me me, @PathVariable long id, @PathVariable long runId) {
    return runs.log(me.id(), id, runId);
  }
}
