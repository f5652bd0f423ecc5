package dev.headroom.services.pos;

import jakarta.validation.Valid;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A restaurant's menu. */
@RestController
@RequestMapping("/api/v1/restaurants/{restaurantId}/menu")
class MenuController {

  private final RestaurantAccess access;
  private final Menus menus;
  private final MenuCache kept;

  MenuController(RestaurantAccess access, Menus menus, MenuCache kept) {
    this.access = access;
    this.menus = menus;
    this.kept = kept;
  }

  @GetMapping
  MenuView menu(@AuthenticationPrincipal PosUser user, @PathVariable long restaurantId) {
    access.check(user, restaurantId);
    return kept.menu(restaurantId);
  }

  @GetMapping("/categories/{categoryId}")
  CategoryView category(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long categoryId) {
    access.check(user, restaurantId);
    return kept.category(restaurantId, categoryId);
  }

  @GetMapping("/items/{itemId}")
  ItemView item(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long itemId) {
    access.check(user, restaurantId);
    return kept.item(restaurantId, itemId);
  }

  @PutMapping("/items/{itemId}")
  ItemView change(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long itemId,
      @Valid @RequestBody ItemChange change) {
    access.check(user, restaurantId, Role.MANAGER);
    return menus.change(restaurantId, itemId, change);
  }
}
