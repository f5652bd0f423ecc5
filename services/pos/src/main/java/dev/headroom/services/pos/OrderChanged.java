package dev.headroom.services.pos;

/**
 * Published inside the transaction that changed an order.
 *
 * @param kind {@code order-created}, {@code order-state}, {@code kitchen-state}, {@code payment}
 * @param order the order as it is after the change, with its payments
 */
record OrderChanged(String kind, OrderView order) {}
