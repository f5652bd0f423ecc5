package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own account, token use and sign-ins. */
@RestController
@RequestMapping("/api/v1/me")
class MeController {

  /** What may be changed. */
  record Change(@NotBlank @Size(max = 120) String name) {}

  private final Profiles profiles;
  private final KeptViews kept;
  private final Accounts accounts;
  private final Usage usage;
  private final SessionStore sessions;
  private final Clock clock;

  MeController(
      Profiles profiles,
      KeptViews kept,
      Accounts accounts,
      Usage usage,
      SessionStore sessions,
      Clock clock) {
    this.profiles = profiles;
    this.kept = kept;
    this.accounts = accounts;
    this.usage = usage;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** With the token use of 30 days until a day (UTC), today where it is left out. */
  @GetMapping
  Profile me(
      @AuthenticationPrincipal Me me, @RequestParam(required = false) @Nullable LocalDate date) {
    LocalDate until = date == null ? LocalDate.now(clock) : date;
    return kept.profile(me.id(), until.toString(), () -> profiles.of(me.id(), until));
  }

  @PutMapping
  Me change(@AuthenticationPrincipal Me me, @Valid @RequestBody Change change) {
    return accounts.rename(me.id(), change.name());
  }

  @GetMapping("/usage")
  List<UsageView.Day> usage(
      @AuthenticationPrincipal Me me, @RequestParam LocalDate from, @RequestParam LocalDate to) {
    return usage.days(me.id(), new UsageRange(from, to));
  }

  @GetMapping("/sessions")
  List<SessionStore.Open> sessions(@AuthenticationPrincipal Me me) {
    return sessions.of(me.id());
  }

  /** Its access tokens end with it. */
  @DeleteMapping("/sessions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@AuthenticationPrincipal Me me, @PathVariable long id) {
    if (sessions.end(id, me.id()) == null) {
      throw Problem.notFound("you have no sign-in " + id);
    }
  }
}
