package dev.headroom.services.pos;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An order's money: sum of (unit + modifiers) x quantity, less the discount, plus service charge,
 * additive tax and tip. The discount is spread over the lines by largest remainder; tax and service
 * charge are rounded half to even per line, on what the line costs after its discount.
 *
 * @param lines one per line, in the order of the lines
 */
record Pricing(
    long subtotal,
    long discount,
    long serviceCharge,
    long tax,
    long tip,
    long total,
    List<Share> lines) {

  /** A line's share of the discount, and what the line costs after it, before tax. */
  record Share(long discount, long total) {}

  /** What a line costs: unit price and modifiers of one piece, and how many. */
  record Line(long unit, long modifiers, int quantity) {

    long gross() {
      return Math.multiplyExact(Math.addExact(unit, modifiers), (long) quantity);
    }
  }

  static Pricing of(
      List<Line> lines, long discount, long tip, BigDecimal taxRate, BigDecimal serviceRate) {
    long[] gross = lines.stream().mapToLong(Line::gross).toArray();
    long subtotal = Arrays.stream(gross).reduce(0, Math::addExact);
    if (discount < 0 || discount > subtotal) {
      throw new IllegalArgumentException(
          "the discount must be 0 to the subtotal of " + subtotal + ", was " + discount);
    }
    long[] discounts = Money.split(discount, gross);
    List<Share> shares = new ArrayList<>(gross.length);
    long tax = 0;
    long service = 0;
    for (int i = 0; i < gross.length; i++) {
      long net = gross[i] - discounts[i];
      shares.add(new Share(discounts[i], net));
      tax = Math.addExact(tax, Money.rate(net, taxRate));
      service = Math.addExact(service, Money.rate(net, serviceRate));
    }
    long total =
        Math.addExact(Math.addExact(subtotal - discount, service), Math.addExact(tax, tip));
    return new Pricing(subtotal, discount, service, tax, tip, total, shares);
  }
}
