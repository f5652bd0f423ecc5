package dev.headroom.loop;

/**
 * A ratio after / before with its 95 % confidence interval.
 *
 * @param ratio point estimate, above 0; below 1 is less
 * @param low lower end
 * @param high upper end
 * @param pairs block pairs that it rests on
 * @param smallest the smallest effect that this many pairs could have shown, as a share: 0.05 is 5
 *     %
 * @param verdict what it came to
 */
public record Effect(
    double ratio, double low, double high, int pairs, double smallest, Verdict verdict) {}
