package dev.headroom.services.pos;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fix.Remedy;
import dev.headroom.loop.Scope;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The service's fixes. As found and fixed stand side by side in the code that reads; a flag,
 * resolved once per request, chooses. Each fix has a test that compares answers with it on and off.
 */
@Configuration(proxyBeanMethods = false)
class PosFixes {

  static final String MENU_JOINED = "menu-joined";
  static final String ORDERS_JOINED = "orders-joined";
  static final String MENU_CACHE = "menu-cache";
  static final String SETTINGS_CACHE = "settings-cache";

  private static final String MENU = "GET /api/v1/restaurants/{restaurantId}/menu";
  private static final String ORDERS = "GET /api/v1/restaurants/{restaurantId}/orders";
  private static final String ANY = "*";

  @Bean
  Fix menuJoinedFix() {
    return new Fix(
        MENU_JOINED,
        Scope.REQUEST,
        "A menu read by one statement a level instead of one a row",
        true,
        List.of(new Remedy(FindingKind.N_PLUS_ONE, MENU, ANY)));
  }

  @Bean
  Fix ordersJoinedFix() {
    return new Fix(
        ORDERS_JOINED,
        Scope.REQUEST,
        "Lines and modifiers of a page of orders in one statement",
        true,
        List.of(new Remedy(FindingKind.N_PLUS_ONE, ORDERS, ANY)));
  }

  @Bean
  Fix menuCacheFix() {
    return new Fix(
        MENU_CACHE,
        Scope.REQUEST,
        "Menus kept by item for an hour; a changed item changes alone",
        false,
        List.of(new Remedy(FindingKind.CACHEABLE_READ, MENU, ANY)));
  }

  @Bean
  Fix settingsCacheFix() {
    return new Fix(
        SETTINGS_CACHE,
        Scope.REQUEST,
        "Settings kept for an hour, until they are changed",
        false,
        List.of(new Remedy(FindingKind.CACHEABLE_READ, ANY, "restaurant_settings")));
  }
}
