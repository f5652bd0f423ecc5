package dev.headroom.rollup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The heaviest values with bounds. Of each bucket the database adds up every value exactly; the
 * heaviest are kept, with the weight of the heaviest that was not. A value missing in a part weighs
 * at most that part's omitted weight there, so in a merged list each has at least the weight that
 * it says, and at most its slack more. The omitted weights of the parts add up.
 *
 * @param heaviest weights by value, heaviest first, ties by value
 * @param omitted what a value that is not in the list weighs at most
 */
record TopList(Map<String, Weight> heaviest, BigDecimal omitted) {

  static final TopList EMPTY = new TopList(Map.of(), BigDecimal.ZERO);

  /**
   * A value's weight: from {@code least} to {@code least + slack}.
   *
   * @param least the weight that is known
   * @param slack how much more it may be
   */
  record Weight(BigDecimal least, BigDecimal slack) {}

  /** Of one bucket's exact weights. */
  static TopList of(Map<String, BigDecimal> weights, int capacity) {
    Map<String, Weight> all = new LinkedHashMap<>();
    weights.forEach((value, weight) -> all.put(value, new Weight(weight, BigDecimal.ZERO)));
    return cut(all, BigDecimal.ZERO, capacity);
  }

  TopList with(TopList other, int capacity) {
    Map<String, Weight> both = new LinkedHashMap<>();
    heaviest.forEach(
        (value, mine) ->
            both.put(value, plus(mine, other.heaviest.getOrDefault(value, other.missing()))));
    other.heaviest.forEach(
        (value, theirs) -> both.computeIfAbsent(value, key -> plus(theirs, missing())));
    return cut(both, omitted.add(other.omitted), capacity);
  }

  private Weight missing() {
    return new Weight(BigDecimal.ZERO, omitted);
  }

  private static Weight plus(Weight one, Weight other) {
    return new Weight(one.least.add(other.least), one.slack.add(other.slack));
  }

  private static TopList cut(Map<String, Weight> all, BigDecimal omitted, int capacity) {
    List<Map.Entry<String, Weight>> sorted = new ArrayList<>(all.entrySet());
    sorted.sort(
        Comparator.comparing((Map.Entry<String, Weight> each) -> each.getValue().least)
            .reversed()
            .thenComparing(Map.Entry::getKey));
    Map<String, Weight> kept = new LinkedHashMap<>();
    BigDecimal most = omitted;
    for (Map.Entry<String, Weight> each : sorted) {
      if (kept.size() < capacity) {
        kept.put(each.getKey(), each.getValue());
      } else {
        most = most.max(each.getValue().least.add(each.getValue().slack));
      }
    }
    return new TopList(kept, most);
  }

  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      text(output, plain(omitted));
      output.writeInt(heaviest.size());
      for (Map.Entry<String, Weight> each : heaviest.entrySet()) {
        text(output, each.getKey());
        text(output, plain(each.getValue().least));
        text(output, plain(each.getValue().slack));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void text(DataOutputStream output, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    output.writeInt(bytes.length);
    output.write(bytes);
  }

  private static String text(DataInputStream input) throws IOException {
    return new String(input.readNBytes(input.readInt()), StandardCharsets.UTF_8);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
  }

  /** 60, which is stored as 6E+1, as 60. */
  private static BigDecimal number(String text) {
    BigDecimal number = new BigDecimal(text);
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  static TopList read(byte[] stored) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(stored))) {
      BigDecimal omitted = new BigDecimal(text(input));
      Map<String, Weight> heaviest = new LinkedHashMap<>();
      for (int left = input.readInt(); left > 0; left--) {
        heaviest.put(text(input), new Weight(number(text(input)), number(text(input))));
      }
      return new TopList(heaviest, omitted);
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException("a list in the rollup is damaged: rebuild it", e);
    }
  }
}
