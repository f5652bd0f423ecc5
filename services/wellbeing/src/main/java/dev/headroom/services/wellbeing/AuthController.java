package dev.headroom.services.wellbeing;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signing in. */
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
  record Answer(
      @JsonProperty("accessToken") String accessToken,
      @JsonProperty("expiresInSeconds") long expiresInSeconds,
      Me user) {

    /** Never the token. */
    @Override
    public String toString() {
      return "Answer[" + user + "]";
    }
  }

  private final SignIn signIn;

  AuthController(SignIn signIn) {
    this.signIn = signIn;
  }

  @PostMapping("/sign-in")
  Answer signIn(@Valid @RequestBody Credentials credentials) {
    return signIn.answer(signIn.user(credentials));
  }
}
