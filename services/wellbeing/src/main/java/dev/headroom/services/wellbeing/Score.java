package dev.headroom.services.wellbeing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A score of 0 to 100 made of parts. What is not known is left out, and the rest is taken as the
 * whole.
 *
 * @param score 0 to 100 with one decimal place, or null while nothing is known
 * @param sentence what it says
 * @param parts what it is made of
 * @param note what it is not
 */
record Score(@Nullable Double score, String sentence, List<Part> parts, String note) {

  /**
   * A part.
   *
   * @param name what
   * @param of its weight
   * @param points of these, or null while it is not known
   * @param sentence why
   */
  record Part(String name, int of, @Nullable Double points, String sentence) {

    /**
     * A part.
     *
     * @param value 0 to 1, or negative while it is not known
     */
    static Part of(String name, int weight, double value, String sentence) {
      return new Part(name, weight, value < 0 ? null : round(weight * value), sentence);
    }
  }

  static final double UNKNOWN = -1;

  static Score of(String what, String note, Part... parts) {
    double points = 0;
    int known = 0;
    List<Part> all = new ArrayList<>();
    for (Part part : parts) {
      all.add(part);
      if (part.points() != null) {
        points += part.points();
        known += part.of();
      }
    }
    if (known == 0) {
      return new Score(null, what + ": nothing is known yet.", all, note);
    }
    double score = round(100 * points / known);
    String word = score >= 80 ? "good" : score >= 60 ? "fair" : score >= 40 ? "low" : "very low";
    return new Score(
        score, "%s: %s of 100, which is %s.".formatted(what, number(score), word), all, note);
  }

  /** 1 up to a target, from there on less, 0 from so many times the target on. */
  static double upTo(double value, double target, double times) {
    return Math.max(0, Math.min(1, (times * target - value) / ((times - 1) * target)));
  }

  static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }

  static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
