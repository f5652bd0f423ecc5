package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts: whoever leaves is shut out, with every token that is still about. */
@RestController
@RequestMapping("/api/v1/users")
class UserController {

  private final AppUserRepository users;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;

  /** Whether an account may sign in and be used. */
  record Access(@NotNull Boolean active) {}

  /** An account as it is answered. */
  record UserView(long id, String email, String name, Role role, boolean active) {

    static UserView of(AppUser user) {
      return new UserView(user.id(), user.email(), user.name(), user.role(), user.active());
    }
  }

  UserController(
      AppUserRepository users, ApplicationEventPublisher events, TransactionTemplate transaction) {
    this.users = users;
    this.events = events;
    this.transaction = transaction;
  }

  @PutMapping("/{userId}")
  UserView change(
      @AuthenticationPrincipal PosUser by,
      @PathVariable long userId,
      @Valid @RequestBody Access access) {
    return transaction.execute(
        status -> {
          AppUser user =
              users
                  .findById(userId)
                  .orElseThrow(() -> Problem.notFound("there is no user " + userId));
          check(by, user);
          user.setActive(access.active());
          events.publishEvent(new UserChanged(userId));
          return UserView.of(user);
        });
  }

  /** The platform owner may change everybody else, a manager the staff of the own restaurant. */
  private static void check(PosUser by, AppUser user) {
    if (by.id() == user.id()) {
      throw Problem.forbidden("your own account is changed by somebody else");
    }
    boolean ownStaff =
        by.role() == Role.MANAGER
            && user.role() == Role.STAFF
            && by.restaurantId() != null
            && by.restaurantId().equals(user.restaurantId());
    if (by.role() != Role.PLATFORM_OWNER && !ownStaff) {
      throw Problem.forbidden(
          "a platform owner changes every account, a manager the own restaurant's staff");
    }
  }
}
