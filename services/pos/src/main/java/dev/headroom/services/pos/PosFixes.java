package dev.headroom.services.pos;

import static dev.headroom.loop.FindingKind.CACHEABLE_READ;
import static dev.headroom.loop.FindingKind.MISSING_INDEX;
import static dev.headroom.loop.FindingKind.N_PLUS_ONE;
import static dev.headroom.loop.FindingKind.REDUNDANT_READ;
import static dev.headroom.loop.FindingKind.SLOW_STATEMENT;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fix.Remedy;
import dev.headroom.loop.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service's fixes, each a flag; what they are the remedy for ties them to findings. */
@Configuration(proxyBeanMethods = false)
class PosFixes {

  static final String INDEXES = "indexes";
  static final String ORDERS_JOINED = "orders-joined";
  static final String MENU_JOINED = "menu-joined";
  static final String MENU_CACHE = "menu-cache";
  static final String SETTINGS_CACHE = "settings-cache";
  static final String USER_CACHE = "user-cache";

  private static final String BASE = "/api/v1/restaurants/{restaurantId}";
  private static final List<String> MENU_TABLES =
      List.of("category", "item", "variation", "modifier_group", "modifier");

  @Bean
  List<Fix> fixesOfReads() {
    return List.of(
        new Fix(
            INDEXES,
            Scope.DATABASE,
            "Indexes on foreign keys and on orders by restaurant and time",
            true,
            List.of(
                new Remedy(MISSING_INDEX, "*", "*"), new Remedy(SLOW_STATEMENT, "*", "orders"))),
        new Fix(
            ORDERS_JOINED,
            Scope.REQUEST,
            "Lines of all orders of a page in one statement, modifiers in another",
            true,
            of(
                N_PLUS_ONE,
                List.of("GET " + BASE + "/orders", "GET " + BASE + "/orders/{orderId}"),
                List.of("order_line", "order_line_modifier"))),
        new Fix(
            MENU_JOINED,
            Scope.REQUEST,
            "The menu's tree by one statement per level",
            true,
            of(
                N_PLUS_ONE,
                List.of("GET " + BASE + "/menu", "GET " + BASE + "/menu/categories/{categoryId}"),
                MENU_TABLES)),
        new Fix(
            MENU_CACHE,
            Scope.REQUEST,
            "Menus kept for an hour, item by item, until an item changes",
            false,
            Stream.of(CACHEABLE_READ, REDUNDANT_READ)
                .flatMap(
                    kind ->
                        of(
                            kind,
                            List.of(
                                "GET " + BASE + "/menu",
                                "GET " + BASE + "/menu/categories/{categoryId}",
                                "GET " + BASE + "/menu/items/{itemId}"),
                            MENU_TABLES)
                            .stream())
                .toList()),
        new Fix(
            SETTINGS_CACHE,
            Scope.REQUEST,
            "Settings of a restaurant kept for an hour, until they change",
            false,
            List.of(
                new Remedy(CACHEABLE_READ, "*", "restaurant_settings"),
                new Remedy(REDUNDANT_READ, "*", "restaurant_settings"))),
        new Fix(
            USER_CACHE,
            Scope.REQUEST,
            "The user of a token kept for 5 minutes, until the account changes",
            false,
            List.of(
                new Remedy(CACHEABLE_READ, "*", "app_user"),
                new Remedy(REDUNDANT_READ, "*", "app_user"))));
  }

  private static List<Remedy> of(FindingKind kind, List<String> endpoints, List<String> tables) {
    return endpoints.stream()
        .flatMap(endpoint -> tables.stream().map(table -> new Remedy(kind, endpoint, table)))
        .toList();
  }
}
