package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import org.springframework.stereotype.Component;

/** Who may do what where: users see their own restaurant, the platform owner every one. */
@Component
class RestaurantAccess {

  private final RestaurantRepository restaurants;

  RestaurantAccess(RestaurantRepository restaurants) {
    this.restaurants = restaurants;
  }

  /** Refuses with 403 a foreign restaurant, with 404 one that does not exist. */
  void check(PosUser user, long restaurantId) {
    if (user.role() == Role.PLATFORM_OWNER) {
      if (!restaurants.existsById(restaurantId)) {
        throw Problem.notFound("there is no restaurant " + restaurantId);
      }
      return;
    }
    Long own = user.restaurantId();
    if (own == null || own != restaurantId) {
      throw Problem.forbidden(
          "restaurant " + restaurantId + " is not yours; you belong to restaurant " + own);
    }
  }

  /** The same, and refuses with 403 a role below the needed one. */
  void check(PosUser user, long restaurantId, Role needed) {
    check(user, restaurantId);
    if (!user.isAtLeast(needed)) {
      throw Problem.forbidden(
          "this needs the role " + needed + " or above; you are " + user.role());
    }
  }
}
