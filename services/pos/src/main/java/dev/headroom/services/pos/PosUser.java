package dev.headroom.services.pos;

import org.jspecify.annotations.Nullable;

/**
 * Who is signed in: the principal of every authenticated request.
 *
 * @param restaurantId the one restaurant of a manager or staff; null for a platform owner
 */
record PosUser(long id, @Nullable Long restaurantId, String email, String name, Role role) {

  static PosUser of(AppUser user) {
    return new PosUser(user.id(), user.restaurantId(), user.email(), user.name(), user.role());
  }

  boolean isAtLeast(Role needed) {
    return role.compareTo(needed) <= 0;
  }
}
