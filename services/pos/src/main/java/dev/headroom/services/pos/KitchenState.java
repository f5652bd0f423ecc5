package dev.headroom.services.pos;

/** Where a line is in the kitchen; it moves one step at a time, forward. */
enum KitchenState {
  PLACED,
  ACCEPTED,
  PREPARING,
  READY,
  SERVED;

  boolean leadsTo(KitchenState next) {
    return next.ordinal() == ordinal() + 1;
  }
}
