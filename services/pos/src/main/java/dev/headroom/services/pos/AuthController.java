package dev.headroom.services.pos;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signing in, and who one is. */
@RestController
@RequestMapping("/api/v1/auth")
class AuthController {

  /** Who wants in. */
  record Credentials(
      @NotBlank @Size(max = 200) String email, @NotBlank @Size(max = 200) String password) {

    /** Never the password. */
    @Override
    public String toString() {
      return "Credentials[" + email + "]";
    }
  }

  /** A token for the header {@code Authorization: Bearer}. */
  record Answer(String accessToken, long expiresInSeconds, PosUser user) {}

  private final SignIn signIn;

  AuthController(SignIn signIn) {
    this.signIn = signIn;
  }

  @PostMapping("/sign-in")
  Answer signIn(@Valid @RequestBody Credentials credentials) {
    return signIn.signIn(credentials);
  }

  @GetMapping("/me")
  PosUser me(@AuthenticationPrincipal PosUser user) {
    return user;
  }
}
