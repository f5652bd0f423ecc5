package dev.headroom.services.pos;

import jakarta.validation.Valid;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Restaurants and their settings. */
@RestController
@RequestMapping("/api/v1/restaurants")
class RestaurantController {

  /** A restaurant as it is answered. */
  record RestaurantView(long id, String name, boolean active) {

    static RestaurantView of(Restaurant restaurant) {
      return new RestaurantView(restaurant.id(), restaurant.name(), restaurant.active());
    }
  }

  private final RestaurantRepository restaurants;
  private final RestaurantAccess access;
  private final Settings settings;

  RestaurantController(
      RestaurantRepository restaurants, RestaurantAccess access, Settings settings) {
    this.restaurants = restaurants;
    this.access = access;
    this.settings = settings;
  }

  /** The platform owner sees every restaurant, others their own. */
  @GetMapping
  List<RestaurantView> list(@AuthenticationPrincipal PosUser user) {
    Long own = user.restaurantId();
    List<Restaurant> mine =
        user.role() == Role.PLATFORM_OWNER
            ? restaurants.findAllByOrderById()
            : own == null ? List.of() : restaurants.findById(own).stream().toList();
    return mine.stream().map(RestaurantView::of).toList();
  }

  @GetMapping("/{restaurantId}/settings")
  SettingsView settings(@AuthenticationPrincipal PosUser user, @PathVariable long restaurantId) {
    access.check(user, restaurantId);
    return settings.of(restaurantId);
  }

  @PutMapping("/{restaurantId}/settings")
  SettingsView change(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @Valid @RequestBody SettingsChange change) {
    access.check(user, restaurantId, Role.MANAGER);
    return settings.change(restaurantId, change);
  }
}
