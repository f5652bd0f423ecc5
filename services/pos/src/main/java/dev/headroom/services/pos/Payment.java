package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;

/** Money received for an order. */
@Entity
class Payment {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Order order;

  @Enumerated(EnumType.STRING)
  private PaymentMethod method;

  private long amountMinor;
  private Instant paidAt;

  @SuppressWarnings("NullAway.Init")
  protected Payment() {}

  Payment(Order order, PaymentMethod method, long amountMinor, Instant paidAt) {
    this.order = order;
    this.method = method;
    this.amountMinor = amountMinor;
    this.paidAt = paidAt;
  }

  long id() {
    return id;
  }

  Order order() {
    return order;
  }

  PaymentMethod method() {
    return method;
  }

  long amountMinor() {
    return amountMinor;
  }

  Instant paidAt() {
    return paidAt;
  }
}
