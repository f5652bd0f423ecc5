package dev.headroom.services.automations;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Figures as the pages show them. */
@Component("shown")
class AdminShown {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  public String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  public String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Of millionths, with cents. */
  public String money(long micros) {
    return String.format(
        Locale.ROOT, "%,.2f", BigDecimal.valueOf(micros, 6).setScale(2, RoundingMode.HALF_EVEN));
  }
}
