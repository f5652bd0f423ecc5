package dev.headroom.services.pos;

import java.time.Instant;

/** A payment as it is answered. */
record PaymentView(long id, PaymentMethod method, long amountMinor, Instant paidAt) {

  static PaymentView of(Payment payment) {
    return new PaymentView(payment.id(), payment.method(), payment.amountMinor(), payment.paidAt());
  }
}
