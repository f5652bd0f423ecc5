package dev.headroom.services.pos;

/** How a guest pays. */
enum PaymentMethod {
  CARD,
  CASH,
  MOBILE,
  GIFT_CARD
}
