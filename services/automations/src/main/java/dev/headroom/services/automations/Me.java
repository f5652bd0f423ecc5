package dev.headroom.services.automations;

/**
 * Who is signed in: the principal of every authenticated request.
 *
 * @param verified whether the address is the user's: nothing runs before
 */
record Me(long id, String email, String name, Role role, boolean verified) {

  static Me of(AppUser user) {
    return new Me(user.id(), user.email(), user.name(), user.role(), user.verified());
  }
}
