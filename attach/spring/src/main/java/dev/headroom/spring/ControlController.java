package dev.headroom.spring;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Nearest;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.Scope;
import dev.headroom.loop.StatementObservation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The control API: fixes, observations, findings and the workload for index advice. Every call
 * needs the admin role; the answers are the loop's records as JSON.
 */
@RestController
@RequestMapping(path = "/headroom/api", produces = MediaType.APPLICATION_JSON_VALUE)
final class ControlController {

  private static final int VERSION = 1;

  private final Seen seen;
  private final @Nullable Fleet fleet;
  private final Fixes fixes;
  private final ApplicationEventPublisher events;
  private final String role;

  ControlController(
      Seen seen,
      @Nullable Fleet fleet,
      Fixes fixes,
      ApplicationEventPublisher events,
      String role) {
    this.seen = seen;
    this.fleet = fleet;
    this.fixes = fixes;
    this.events = events;
    this.role = role;
  }

  record FixState(
      String id,
      Scope scope,
      String title,
      boolean baseline,
      List<Fix.Remedy> remedies,
      boolean on) {}

  record FixesAnswer(int version, List<FixState> fixes) {}

  record Switch(@Nullable Set<String> on) {}

  record FindingsAnswer(int version, List<String> notes, List<Finding> findings) {}

  record FleetAnswer(int version, int instances, List<String> notes, List<Finding> findings) {}

  record ProfilesAnswer(int version, List<Profile> profiles) {}

  record WorkloadAnswer(int version, List<StatementObservation> statements) {}

  /** Runs before every handler of this controller. */
  @ModelAttribute
  void requireRole(HttpServletRequest request) {
    if (!request.isUserInRole(role)) {
      throw new Refused(
          HttpStatus.FORBIDDEN, "this call needs the role " + role + " (headroom.admin.role)");
    }
  }

  @GetMapping("/fixes")
  FixesAnswer fixes() {
    List<String> on = fixes.on();
    return new FixesAnswer(
        VERSION,
        fixes.known().stream()
            .map(
                fix ->
                    new FixState(
                        fix.id(),
                        fix.scope(),
                        fix.title(),
                        fix.baseline(),
                        fix.remedies(),
                        on.contains(fix.id())))
            .toList());
  }

  @PutMapping("/fixes")
  FixesAnswer switchTo(@RequestBody Switch to) {
    if (to.on() == null) {
      throw new Refused(
          HttpStatus.BAD_REQUEST,
          "the body must say which fixes are on, for example {\"on\":[]}; all others go off");
    }
    Fixes.Switched switched;
    try {
      switched = fixes.switchTo(new HashSet<>(to.on()));
    } catch (IllegalArgumentException unknown) {
      throw new Refused(HttpStatus.BAD_REQUEST, String.valueOf(unknown.getMessage()));
    }
    try {
      // Fixes that are more than a flag are built or dropped by their listeners, before the answer.
      events.publishEvent(switched);
    } catch (RuntimeException failed) {
      var unused = fixes.switchTo(switched.before());
      throw failed;
    }
    return fixes();
  }

  @GetMapping("/observations")
  Observations observations() {
    return seen.observations();
  }

  @DeleteMapping("/observations")
  ResponseEntity<Void> reset() {
    seen.reset();
    return ResponseEntity.noContent().build();
  }

  @GetMapping("/findings")
  Object findings(@RequestParam(defaultValue = "instance") String scope) {
    return switch (scope) {
      case "instance" -> {
        Acceptance judged = seen.judged();
        yield new FindingsAnswer(VERSION, judged.allNotes(), judged.shown());
      }
      case "fleet" -> fleetFindings();
      default ->
          throw new Refused(
              HttpStatus.BAD_REQUEST,
              Nearest.unknown("scope", scope, List.of("instance", "fleet")));
    };
  }

  private FleetAnswer fleetFindings() {
    if (fleet == null) {
      throw new Refused(
          HttpStatus.NOT_FOUND,
          "instances tell each other nothing: set headroom.fleet.enabled=true");
    }
    Fleet.Merged merged = fleet.merged();
    return new FleetAnswer(VERSION, merged.instances(), merged.notes(), merged.findings());
  }

  @GetMapping("/profiles")
  ProfilesAnswer profiles() {
    return new ProfilesAnswer(VERSION, seen.profiles());
  }

  @GetMapping("/workload")
  WorkloadAnswer workload() {
    try {
      return new WorkloadAnswer(VERSION, seen.workload());
    } catch (IllegalStateException notAllowed) {
      throw new Refused(HttpStatus.FORBIDDEN, String.valueOf(notAllowed.getMessage()));
    }
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(Refused refused) {
    return refused.answer();
  }

  /** A call that is not served, and why. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;

    Refused(HttpStatus status, String detail) {
      super(detail, null, false, false);
      this.status = status;
    }

    ResponseEntity<ProblemDetail> answer() {
      return ResponseEntity.status(status)
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .body(ProblemDetail.forStatusAndDetail(status, String.valueOf(getMessage())));
    }
  }
}
