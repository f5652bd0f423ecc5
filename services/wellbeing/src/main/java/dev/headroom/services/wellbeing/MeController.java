package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.time.ZoneId;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own account: to see, change, take along and erase. */
@RestController
@RequestMapping("/api/v1/me")
class MeController {

  /** What may be changed. */
  record Change(
      @NotBlank @Size(max = 120) String name,
      @NotBlank @Size(max = 64) String timeZone,
      @NotNull @Min(1) @Max(3_650) Integer retentionDays,
      @NotNull Boolean sharesData) {}

  private final Account account;
  private final Export export;

  MeController(Account account, Export export) {
    this.account = account;
    this.export = export;
  }

  @GetMapping
  Me me(@AuthenticationPrincipal Me user) {
    return user;
  }

  @PutMapping
  Me change(@AuthenticationPrincipal Me user, @Valid @RequestBody Change change) {
    if (!ZoneId.getAvailableZoneIds().contains(change.timeZone())) {
      throw Problem.badRequest(
          "time_zone is a name such as Europe/Helsinki, was '%s'".formatted(change.timeZone()));
    }
    return account.change(user.id(), change);
  }

  /** Everything that is known of the user, as JSON. */
  @GetMapping("/export")
  void export(@AuthenticationPrincipal Me user, HttpServletResponse response) throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader("Content-Disposition", "attachment; filename=\"wellbeing.json\"");
    export.write(user, response.getOutputStream());
  }

  /** The account and all that belongs to it; it cannot be taken back. */
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void erase(@AuthenticationPrincipal Me user) {
    account.erase(user.id());
  }
}
