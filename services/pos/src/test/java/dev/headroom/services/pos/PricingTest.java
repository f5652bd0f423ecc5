package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

  @Test
  @DisplayName("Any order's money equals an independent computation with BigDecimal")
  void independent() {
    SplittableRandom random = new SplittableRandom(817_860_05);
    for (int run = 0; run < 20_000; run++) {
      List<Pricing.Line> lines = new ArrayList<>();
      BigDecimal subtotal = BigDecimal.ZERO;
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        // Few distinct small prices, so that ties and halves are common.
        long unit = random.nextInt(3) == 0 ? random.nextLong(Money.MAX_PRICE) : random.nextInt(40);
        Pricing.Line line = new Pricing.Line(unit, random.nextInt(30), 1 + random.nextInt(9));
        lines.add(line);
        subtotal = subtotal.add(gross(line));
      }
      long discount = random.nextBoolean() ? 0 : random.nextLong(subtotal.longValueExact() + 1);
      BigDecimal tax = BigDecimal.valueOf(random.nextInt(5001), 4);
      BigDecimal service = BigDecimal.valueOf(random.nextInt(2501), 4);
      long tip = random.nextInt(500);

      Pricing priced = Pricing.of(lines, discount, tip, tax, service);

      BigDecimal taxed = BigDecimal.ZERO;
      BigDecimal served = BigDecimal.ZERO;
      long spread = 0;
      for (int i = 0; i < count; i++) {
        long share = priced.lines().get(i).discount();
        spread += share;
        BigDecimal net = gross(lines.get(i)).subtract(BigDecimal.valueOf(share));
        assertThat(priced.lines().get(i).total()).isEqualTo(net.longValueExact());
        taxed = taxed.add(net.multiply(tax).setScale(0, RoundingMode.HALF_EVEN));
        served = served.add(net.multiply(service).setScale(0, RoundingMode.HALF_EVEN));
        assertWithinOne(share, discount, gross(lines.get(i)), subtotal);
      }
      assertThat(spread).isEqualTo(discount);
      assertThat(priced.tax()).isEqualTo(taxed.longValueExact());
      assertThat(priced.serviceCharge()).isEqualTo(served.longValueExact());
      assertThat(priced.total())
          .isEqualTo(
              subtotal
                  .subtract(BigDecimal.valueOf(discount))
                  .add(taxed)
                  .add(served)
                  .add(BigDecimal.valueOf(tip))
                  .longValueExact());
    }
  }

  private static BigDecimal gross(Pricing.Line line) {
    return BigDecimal.valueOf(line.unit())
        .add(BigDecimal.valueOf(line.modifiers()))
        .multiply(BigDecimal.valueOf(line.quantity()));
  }

  private static void assertWithinOne(
      long share, long discount, BigDecimal gross, BigDecimal subtotal) {
    if (subtotal.signum() > 0) {
      BigDecimal exact =
          BigDecimal.valueOf(discount).multiply(gross).divide(subtotal, 20, RoundingMode.HALF_UP);
      assertThat(exact.subtract(BigDecimal.valueOf(share)).abs()).isLessThan(BigDecimal.ONE);
    }
  }

  @Test
  @DisplayName("Largest remainder: what is left goes to the largest fractions, ties to the first")
  void largestRemainder() {
    assertThat(Money.split(100, new long[] {1, 1, 1})).containsExactly(34, 33, 33);
    assertThat(Money.split(10, new long[] {6, 3, 1})).containsExactly(6, 3, 1);
    assertThat(Money.split(5, new long[] {1, 2, 3})).containsExactly(1, 2, 2);
    assertThat(Money.split(0, new long[] {0, 0})).containsExactly(0, 0);
    assertThat(Arrays.stream(Money.split(7, new long[] {0, 9, 0, 2})).sum()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"50, 0.01, 0", "150, 0.01, 2", "250, 0.01, 2", "350, 0.01, 4", "51, 0.01, 1"})
  @DisplayName("A half is rounded to the even neighbour")
  void halfEven(long minor, BigDecimal rate, long rounded) {
    assertThat(Money.rate(minor, rate)).isEqualTo(rounded);
  }

  @Test
  @DisplayName("A discount above the subtotal is refused, an overflow throws")
  void refused() {
    List<Pricing.Line> lines = List.of(new Pricing.Line(100, 0, 1));
    assertThatThrownBy(() -> Pricing.of(lines, 101, 0, BigDecimal.ZERO, BigDecimal.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subtotal of 100");
    assertThatThrownBy(() -> new Pricing.Line(Long.MAX_VALUE, 1, 1).gross())
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York, 4, 2015-06-02T03:59:59Z, 2015-06-01",
    "America/New_York, 4, 2015-06-02T07:59:59Z, 2015-06-01",
    "America/New_York, 4, 2015-06-02T08:00:00Z, 2015-06-02",
    "Europe/Paris, 0, 2015-06-01T22:00:00Z, 2015-06-02",
    "Europe/Paris, 3, 2015-03-29T00:30:00Z, 2015-03-28",
    "Europe/Paris, 3, 2015-03-29T01:00:00Z, 2015-03-29"
  })
  @DisplayName(
      "Until the closing hour by the restaurant's clock, an order counts to the day before")
  void businessDate(String zone, int closingHour, Instant at, LocalDate expected) {
    SettingsView settings =
        new SettingsView(1, zone, "USD", closingHour, BigDecimal.ZERO, BigDecimal.ZERO, 0);
    assertThat(settings.businessDate(at)).isEqualTo(expected);
  }
}
