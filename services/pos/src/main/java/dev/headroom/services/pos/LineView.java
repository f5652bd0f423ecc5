package dev.headroom.services.pos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of an order as it is answered. */
record LineView(
    int lineNo,
    @Nullable Long variationId,
    String itemName,
    String variationName,
    long unitPriceMinor,
    int quantity,
    long discountMinor,
    long totalMinor,
    KitchenState kitchenState,
    List<ModifierView> modifiers) {

  record ModifierView(String name, long priceMinor) {}

  static LineView of(OrderLine line) {
    return new LineView(
        line.lineNo(),
        line.variationId(),
        line.itemName(),
        line.variationName(),
        line.unitPriceMinor(),
        line.quantity(),
        line.discountMinor(),
        line.totalMinor(),
        line.kitchenState(),
        line.modifiers().stream().map(m -> new ModifierView(m.name(), m.priceMinor())).toList());
  }
}
