package dev.headroom.services.pos;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OrderColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of an order: a snapshot of what was sold, with names and prices of that moment. */
@Entity
class OrderLine {

  /** Order and number in it, from 1. */
  @Embeddable
  record Id(@Column(name = "order_id") long orderId, @Column(name = "line_no") int lineNo)
      implements Serializable {}

  /** A modifier as it was sold. */
  @Embeddable
  record SoldModifier(String name, long priceMinor) {}

  @EmbeddedId private Id id;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "order_id", insertable = false, updatable = false)
  private Order order;

  private @Nullable Long variationId;
  private String itemName;
  private String variationName;
  private long unitPriceMinor;
  private long modifiersMinor;
  private int quantity;
  private long discountMinor;
  private long totalMinor;

  @Enumerated(EnumType.STRING)
  private KitchenState kitchenState;

  @ElementCollection
  @CollectionTable(
      name = "order_line_modifier",
      joinColumns = {
        @JoinColumn(name = "order_id", referencedColumnName = "order_id"),
        @JoinColumn(name = "line_no", referencedColumnName = "line_no")
      })
  @OrderColumn(name = "position")
  private List<SoldModifier> modifiers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected OrderLine() {}

  OrderLine(
      Order order,
      int lineNo,
      Variation variation,
      int quantity,
      List<SoldModifier> modifiers,
      long discountMinor,
      long totalMinor) {
    this.id = new Id(order.id(), lineNo);
    this.order = order;
    this.variationId = variation.id();
    this.itemName = variation.item().name();
    this.variationName = variation.name();
    this.unitPriceMinor = variation.priceMinor();
    this.modifiersMinor =
        modifiers.stream().mapToLong(SoldModifier::priceMinor).reduce(0, Math::addExact);
    this.quantity = quantity;
    this.discountMinor = discountMinor;
    this.totalMinor = totalMinor;
    this.kitchenState = KitchenState.PLACED;
    this.modifiers.addAll(modifiers);
  }

  void moveTo(KitchenState next) {
    kitchenState = next;
  }

  Order order() {
    return order;
  }

  long orderId() {
    return id.orderId();
  }

  int lineNo() {
    return id.lineNo();
  }

  @Nullable Long variationId() {
    return variationId;
  }

  String itemName() {
    return itemName;
  }

  String variationName() {
    return variationName;
  }

  long unitPriceMinor() {
    return unitPriceMinor;
  }

  long modifiersMinor() {
    return modifiersMinor;
  }

  int quantity() {
    return quantity;
  }

  long discountMinor() {
    return discountMinor;
  }

  long totalMinor() {
    return totalMinor;
  }

  KitchenState kitchenState() {
    return kitchenState;
  }

  List<SoldModifier> modifiers() {
    return modifiers;
  }
}
