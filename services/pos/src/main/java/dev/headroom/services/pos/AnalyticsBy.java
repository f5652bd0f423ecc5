package dev.headroom.services.pos;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.headroom.loop.Nearest;
import dev.headroom.services.common.Problem;
import java.util.Arrays;
import java.util.Locale;

/** What revenue is grouped by. */
enum AnalyticsBy {
  /** Business date. */
  DAY,
  /** Hour of the restaurant's local time in which the order was placed, 0..23. */
  HOUR,
  /** Name of the item as it was sold. */
  ITEM,
  /** Method of payment. */
  PAYMENT;

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AnalyticsBy parse(String text) {
    return Arrays.stream(values())
        .filter(by -> by.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.badRequest(
                    Nearest.unknown(
                        "grouping",
                        text,
                        Arrays.stream(values()).map(AnalyticsBy::text).toList())));
  }
}
