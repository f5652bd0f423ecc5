package dev.headroom.services.pos;

/** Where a line is in the kitchen; it moves one step at a time, forward. */
enum KitchenState {
  PLACED,
  ACCEPTED,
  PREPARING,
  READY,
  SERVED;

  boolean leadsTo(KitchenState next) {
    return switch (this) {
      case PLACED -> next == ACCEPTED;
      case ACCEPTED -> next == PREPARING;
      case PREPARING -> next == READY;
      case READY -> next == SERVED;
      case SERVED -> false;
    };
  }
}
