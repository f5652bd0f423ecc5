package dev.headroom.services.wellbeing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a goal is kept.
 *
 * @param app the application of APP_TIME
 * @param target minutes, or a number
 * @param value today's, in the same unit
 * @param met whether today keeps it so far
 * @param daysMet of the last seven days, today among them
 * @param lastDays their values, the earliest first
 */
record GoalProgress(
    long id,
    GoalKind kind,
    @Nullable String app,
    int target,
    double value,
    boolean met,
    int daysMet,
    List<Double> lastDays,
    String sentence) {}
