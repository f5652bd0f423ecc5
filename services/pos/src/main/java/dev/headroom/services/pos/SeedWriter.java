package dev.headroom.services.pos;

import dev.headroom.services.common.SeedCopy;
import dev.headroom.services.pos.SeedMenu.SeedCategory;
import dev.headroom.services.pos.SeedMenu.SeedGroup;
import dev.headroom.services.pos.SeedMenu.SeedItem;
import dev.headroom.services.pos.SeedMenu.SeedModifier;
import dev.headroom.services.pos.SeedMenu.SeedVariation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Turns what the loader makes into rows; orders are priced as the service prices them. */
final class SeedWriter {

  private static final String ORDERS =
      "orders (id, restaurant_id, external_id, state, placed_at, business_date, opened_by, currency,"
          + " subtotal_minor, discount_minor, service_charge_minor, tax_minor, tip_minor,"
          + " total_minor)";
  private static final String LINES =
      "order_line (order_id, line_no, variation_id, item_name, variation_name, unit_price_minor,"
          + " modifiers_minor, quantity, discount_minor, total_minor, kitchen_state)";
  private static final String LINE_MODIFIERS =
      "order_line_modifier (order_id, line_no, position, name, price_minor)";
  private static final String PAYMENTS = "payment (id, order_id, method, amount_minor, paid_at)";
  private static final String USERS =
      "app_user (id, restaurant_id, email, password_hash, name, role)";

  private final SeedCopy copy;
  private final String ownerHash;
  private final String managerHash;
  private final String staffHash;
  private long orderId;
  private long paymentId;
  private long lines;

  SeedWriter(SeedCopy copy, PasswordEncoder passwords) {
    this.copy = copy;
    // Hashing is slow on purpose: once per password, not once per account.
    ownerHash = hash(passwords, "owner");
    managerHash = hash(passwords, "manager");
    staffHash = hash(passwords, "staff");
  }

  private static String hash(PasswordEncoder passwords, String password) {
    return Objects.requireNonNull(passwords.encode(password));
  }

  void owner() {
    copy.row(
        USERS, 1, null, "owner@headroom.example", ownerHash, "Olga Owner", Role.PLATFORM_OWNER);
  }

  void restaurant(SeedRestaurant r) {
    copy.row("restaurant (id, name)", r.id(), r.name());
    copy.row(
        "restaurant_settings (restaurant_id, time_zone, currency, closing_hour, tax_rate,"
            + " service_charge_rate)",
        r.id(),
        r.timeZone(),
        r.currency(),
        r.closingHour(),
        r.taxRate(),
        r.serviceChargeRate());
    copy.row(
        USERS,
        r.managerId(),
        r.id(),
        "manager" + r.id() + "@headroom.example",
        managerHash,
        "Manager " + r.id(),
        Role.MANAGER);
    copy.row(
        USERS,
        r.staffId(),
        r.id(),
        "staff" + r.id() + "@headroom.example",
        staffHash,
        "Staff " + r.id(),
        Role.STAFF);
  }

  void menu(SeedRestaurant restaurant, SeedMenu menu) {
    int c = 0;
    for (SeedCategory category : menu.categories()) {
      copy.row(
          "category (id, restaurant_id, name, position)",
          category.id(),
          restaurant.id(),
          category.name(),
          ++c);
      int i = 0;
      for (SeedItem item : category.items()) {
        copy.row(
            "item (id, category_id, name, description, position)",
            item.id(),
            category.id(),
            item.name(),
            item.description(),
            ++i);
        below(item);
      }
    }
  }

  private void below(SeedItem item) {
    int v = 0;
    for (SeedVariation variation : item.variations()) {
      copy.row(
          "variation (id, item_id, name, price_minor, position)",
          variation.id(),
          item.id(),
          variation.name(),
          variation.priceMinor(),
          ++v);
    }
    for (SeedGroup group : item.groups()) {
      copy.row(
          "modifier_group (id, item_id, name, min_selected, max_selected)",
          group.id(),
          item.id(),
          group.name(),
          group.min(),
          group.max());
      int m = 0;
      for (SeedModifier modifier : group.modifiers()) {
        copy.row(
            "modifier (id, modifier_group_id, name, price_minor, position)",
            modifier.id(),
            group.id(),
            modifier.name(),
            modifier.priceMinor(),
            ++m);
      }
    }
  }

  SeedOrders.Sink orders(SeedRestaurant restaurant) {
    SettingsView settings = restaurant.settings();
    return (externalId, placedAt, state, sold, discounted, tipPercent, method) ->
        order(
            settings,
            restaurant.staffId(),
            externalId,
            placedAt,
            state,
            sold,
            discounted,
            tipPercent,
            method);
  }

  private void order(
      SettingsView settings,
      long openedBy,
      String externalId,
      Instant placedAt,
      OrderState state,
      List<SeedOrders.Line> sold,
      boolean discounted,
      int tipPercent,
      PaymentMethod method) {
    List<Pricing.Line> priced = sold.stream().map(SeedOrders.Line::priced).toList();
    long subtotal = priced.stream().mapToLong(Pricing.Line::gross).sum();
    Pricing money =
        Pricing.of(
            priced,
            discounted ? subtotal / 10 : 0,
            subtotal * tipPercent / 100,
            settings.taxRate(),
            settings.serviceChargeRate());
    long id = ++orderId;
    copy.row(
        ORDERS,
        id,
        settings.restaurantId(),
        externalId,
        state,
        placedAt,
        settings.businessDate(placedAt),
        openedBy,
        settings.currency(),
        money.subtotal(),
        money.discount(),
        money.serviceCharge(),
        money.tax(),
        money.tip(),
        money.total());
    KitchenState kitchen = state == OrderState.OPEN ? KitchenState.PREPARING : KitchenState.SERVED;
    for (int i = 0; i < sold.size(); i++) {
      line(id, i, sold.get(i), priced.get(i), money, kitchen);
    }
    if (state == OrderState.COMPLETED) {
      Instant paidAt = placedAt.plusSeconds(900 + id * 37 % 3600);
      copy.row(PAYMENTS, ++paymentId, id, method, money.total(), paidAt);
    }
  }

  private void line(
      long order,
      int index,
      SeedOrders.Line sold,
      Pricing.Line priced,
      Pricing money,
      KitchenState kitchen) {
    lines++;
    copy.row(
        LINES,
        order,
        index + 1,
        sold.variation().id(),
        sold.item().name(),
        sold.variation().name(),
        priced.unit(),
        priced.modifiers(),
        priced.quantity(),
        money.lines().get(index).discount(),
        money.lines().get(index).total(),
        kitchen);
    int position = 0;
    for (SeedModifier modifier : sold.modifiers()) {
      copy.row(
          LINE_MODIFIERS, order, index + 1, position++, modifier.name(), modifier.priceMinor());
    }
  }

  long orders() {
    return orderId;
  }

  long lines() {
    return lines;
  }
}
