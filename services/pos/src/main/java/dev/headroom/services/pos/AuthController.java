package dev.headroom.services.pos;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing in, staying so, signing out, and who one is. */
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

  /** A refresh token as it was given. */
  record Kept(@NotBlank @Size(max = 200) String refreshToken) {

    /** Never the token. */
    @Override
    public String toString() {
      return "Kept[]";
    }
  }

  /**
   * A token for the header {@code Authorization: Bearer}, and one that is good once for the next;
   * null where sign-ins cannot be kept at the moment: then the user signs in again.
   */
  record Answer(
      String accessToken, long expiresInSeconds, @Nullable String refreshToken, PosUser user) {

    /** Never the tokens. */
    @Override
    public String toString() {
      return "Answer[" + user + "]";
    }
  }

  private final SignIn signIn;
  private final StaySignedIn staying;

  AuthController(SignIn signIn, StaySignedIn staying) {
    this.signIn = signIn;
    this.staying = staying;
  }

  @PostMapping("/sign-in")
  Answer signIn(@Valid @RequestBody Credentials credentials) {
    PosUser user = signIn.user(credentials);
    return signIn.answer(user, staying.begin(user));
  }

  @PostMapping("/refresh")
  Answer refresh(@Valid @RequestBody Kept kept) {
    StaySignedIn.Next next = staying.next(kept.refreshToken());
    return signIn.answer(next.user(), next.token());
  }

  @PostMapping("/sign-out")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signOut(@Valid @RequestBody Kept kept) {
    staying.end(kept.refreshToken());
  }

  @GetMapping("/me")
  PosUser me(@AuthenticationPrincipal PosUser user) {
    return user;
  }
}
