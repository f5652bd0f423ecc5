package dev.headroom.services.automations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing up, in and out. */
@RestController
@RequestMapping("/api/v1/auth")
class AuthController {

  /** Who wants in. */
  record Credentials(
      @NotBlank @Size(max = 200) String email, @NotBlank @Size(max = 72) String password) {

    /** Never the password. */
    @Override
    public String toString() {
      return "Credentials[" + email + "]";
    }
  }

  /** Who wants an account. */
  record Wanted(
      @NotBlank @Email @Size(max = 200) String email,
      @NotBlank @Size(min = 8, max = 72) String password,
      @NotBlank @Size(max = 120) String name) {

    /** Never the password. */
    @Override
    public String toString() {
      return "Wanted[" + email + "]";
    }
  }

  /** A token from a mail or an earlier answer. */
  record Token(@NotBlank @Size(max = 100) String token) {

    /** Never the token. */
    @Override
    public String toString() {
      return "Token[]";
    }
  }

  /** A token for the header {@code Authorization: Bearer}, and one for the next of it. */
  record Answer(String accessToken, long expiresInSeconds, String refreshToken, Me user) {

    /** Never the tokens. */
    @Override
    public String toString() {
      return "Answer[" + user + "]";
    }
  }

  private final SignIn signIn;
  private final SignUp signUp;
  private final Sessions sessions;

  AuthController(SignIn signIn, SignUp signUp, Sessions sessions) {
    this.signIn = signIn;
    this.signUp = signUp;
    this.sessions = sessions;
  }

  /** The mail with the token is in the outbox. */
  @PostMapping("/sign-up")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void signUp(@Valid @RequestBody Wanted wanted) {
    signUp.signUp(wanted);
  }

  @PostMapping("/verify")
  Me verify(@Valid @RequestBody Token token) {
    return signUp.verify(token.token());
  }

  @PostMapping("/sign-in")
  Answer signIn(@Valid @RequestBody Credentials credentials) {
    return sessions.begin(signIn.user(credentials.email(), credentials.password()));
  }

  @PostMapping("/refresh")
  Answer refresh(@Valid @RequestBody Token token) {
    return sessions.refresh(token.token());
  }

  /** With any refresh token of the sign-in. */
  @PostMapping("/sign-out")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signOut(@Valid @RequestBody Token token) {
    sessions.end(token.token());
  }
}
