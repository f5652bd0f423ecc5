package dev.headroom.services.pos;

import dev.headroom.services.pos.SeedMenu.SeedGroup;
import dev.headroom.services.pos.SeedMenu.SeedItem;
import dev.headroom.services.pos.SeedMenu.SeedModifier;
import dev.headroom.services.pos.SeedMenu.SeedVariation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes orders. The real year is taken as it is; others have its shape (lines an order, hours of
 * the day) with their own menus, modifiers, discounts and tips.
 */
final class SeedOrders {

  /** A line to be priced. */
  record Line(SeedItem item, SeedVariation variation, int quantity, List<SeedModifier> modifiers) {

    Pricing.Line priced() {
      return new Pricing.Line(
          variation.priceMinor(),
          modifiers.stream().mapToLong(SeedModifier::priceMinor).sum(),
          quantity);
    }
  }

  /** Takes what was made. */
  interface Sink {
    void order(
        String externalId,
        Instant placedAt,
        OrderState state,
        List<Line> lines,
        boolean discounted,
        int tipPercent,
        PaymentMethod method);
  }

  private final Map<String, List<PizzaYear.Sale>> real = new LinkedHashMap<>();
  private final List<List<PizzaYear.Sale>> shapes;

  SeedOrders(List<PizzaYear.Sale> sales) {
    for (PizzaYear.Sale sale : sales) {
      real.computeIfAbsent(sale.order(), o -> new ArrayList<>()).add(sale);
    }
    shapes = List.copyOf(real.values());
  }

  void real(SeedRestaurant restaurant, SeedMenu menu, SplittableRandom random, Sink sink) {
    ZoneId zone = ZoneId.of(restaurant.timeZone());
    Map<String, Line> byNameAndSize = new LinkedHashMap<>();
    for (SeedItem item : menu.items()) {
      for (SeedVariation variation : item.variations()) {
        byNameAndSize.put(
            item.name() + '/' + variation.name(), new Line(item, variation, 1, List.of()));
      }
    }
    real.forEach(
        (id, sales) -> {
          List<Line> lines = new ArrayList<>();
          for (PizzaYear.Sale sale : sales) {
            Line line = byNameAndSize.get(sale.name() + '/' + sale.size());
            if (line == null || line.variation().priceMinor() != sale.priceMinor()) {
              throw new IllegalStateException("the menu lacks " + sale);
            }
            lines.add(line);
          }
          Instant at = sales.get(0).at().atZone(zone).toInstant();
          sink.order(id, at, OrderState.COMPLETED, lines, false, 0, method(random));
        });
  }

  void generated(
      SeedRestaurant restaurant, SeedMenu menu, int days, SplittableRandom random, Sink sink) {
    List<SeedItem> items = shuffled(menu.items(), random);
    double perDay = 23 + random.nextInt(15);
    int number = 0;
    for (int day = 0; day < days; day++) {
      LocalDate date = LocalDate.of(2015, 1, 1).plusDays(day);
      double weekend = date.getDayOfWeek().getValue() >= 5 ? 1.2 : 0.92;
      int count = (int) Math.round(perDay * weekend * (0.8 + 0.4 * random.nextDouble()));
      for (LocalDateTime at : times(date, count, random)) {
        boolean open = day == days - 1 && number % 7 == 0;
        boolean canceled = !open && random.nextInt(70) == 0;
        sink.order(
            "r%02d-%06d".formatted(restaurant.id(), ++number),
            at.atZone(ZoneId.of(restaurant.timeZone())).toInstant(),
            open ? OrderState.OPEN : canceled ? OrderState.CANCELED : OrderState.COMPLETED,
            lines(items, random),
            random.nextInt(20) == 0,
            random.nextInt(3) == 0 ? 10 + 5 * random.nextInt(3) : 0,
            method(random));
      }
    }
  }

  private List<LocalDateTime> times(LocalDate date, int count, SplittableRandom random) {
    List<LocalDateTime> times = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      LocalTime like = shapes.get(random.nextInt(shapes.size())).get(0).at().toLocalTime();
      times.add(date.atTime(like.withSecond(random.nextInt(60))));
    }
    times.sort(null);
    return times;
  }

  private List<Line> lines(List<SeedItem> items, SplittableRandom random) {
    int count = shapes.get(random.nextInt(shapes.size())).size();
    List<Line> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // Squaring prefers the first: some dishes sell far better than others.
      double popular = random.nextDouble();
      SeedItem item = items.get((int) (popular * popular * items.size()));
      SeedVariation variation = item.variations().get(random.nextInt(item.variations().size()));
      List<SeedModifier> modifiers = new ArrayList<>();
      for (SeedGroup group : item.groups()) {
        if (random.nextInt(3) == 0) {
          modifiers.add(group.modifiers().get(random.nextInt(group.modifiers().size())));
        }
      }
      lines.add(new Line(item, variation, random.nextInt(8) == 0 ? 2 : 1, modifiers));
    }
    return lines;
  }

  private static List<SeedItem> shuffled(List<SeedItem> items, SplittableRandom random) {
    List<SeedItem> shuffled = new ArrayList<>(items);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    return shuffled;
  }

  private static PaymentMethod method(SplittableRandom random) {
    int percent = random.nextInt(100);
    if (percent < 62) {
      return PaymentMethod.CARD;
    }
    return percent < 84
        ? PaymentMethod.CASH
        : percent < 96 ? PaymentMethod.MOBILE : PaymentMethod.GIFT_CARD;
  }
}
