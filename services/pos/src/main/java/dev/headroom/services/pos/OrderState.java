package dev.headroom.services.pos;

/** An order's life: a draft is opened, an open order is completed, either may be canceled. */
enum OrderState {
  DRAFT,
  OPEN,
  COMPLETED,
  CANCELED;

  boolean leadsTo(OrderState next) {
    return switch (this) {
      case DRAFT -> next == OPEN || next == CANCELED;
      case OPEN -> next == COMPLETED || next == CANCELED;
      case COMPLETED, CANCELED -> false;
    };
  }
}
