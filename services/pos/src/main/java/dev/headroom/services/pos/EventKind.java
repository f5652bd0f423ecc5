package dev.headroom.services.pos;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What happened in a restaurant. */
enum EventKind {
  /** A new order. */
  ORDER_CREATED("order.created"),
  /** An order's state or amounts. */
  ORDER_CHANGED("order.changed"),
  /** The kitchen state of lines. */
  LINE_CHANGED("line.changed"),
  /** A payment. */
  PAYMENT_ADDED("payment.added"),
  /** An item of the menu. */
  MENU_CHANGED("menu.changed"),
  /** The restaurant's settings. */
  SETTINGS_CHANGED("settings.changed");

  private final String text;

  EventKind(String text) {
    this.text = text;
  }

  @JsonValue
  String text() {
    return text;
  }

  static EventKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kind of event: " + text));
  }
}
