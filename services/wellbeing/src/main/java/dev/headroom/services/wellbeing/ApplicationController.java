package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a user's phones tell of their applications: each time all of them. */
@RestController
@RequestMapping("/api/v1/applications")
class ApplicationController {

  /** Everything that is installed. */
  record Installed(@NotNull @Size(max = 500) List<@Valid @NotNull App> applications) {}

  /** An application with what it may do. */
  record App(
      @NotBlank @Size(max = 200) String app,
      @NotBlank @Size(max = 120) String name,
      @NotBlank @Size(max = 40) String category,
      @NotNull @Size(max = 50) List<@Valid @NotNull Permission> permissions) {}

  /** Something that it may do. */
  record Permission(@NotBlank @Size(max = 80) String name, @NotNull Risk risk) {}

  private final InstalledApplications installed;

  ApplicationController(InstalledApplications installed) {
    this.installed = installed;
  }

  @PutMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void replace(@AuthenticationPrincipal Me user, @Valid @RequestBody Installed reported) {
    long different = reported.applications().stream().map(App::app).distinct().count();
    if (different != reported.applications().size()) {
      throw Problem.badRequest("applications: an application is named twice");
    }
    for (App app : reported.applications()) {
      if (app.permissions().stream().map(Permission::name).distinct().count()
          != app.permissions().size()) {
        throw Problem.badRequest(
            "applications: a permission of '%s' is named twice".formatted(app.app()));
      }
    }
    installed.replace(user.id(), reported.applications());
  }
}
