package dev.headroom.services.wellbeing;

import java.util.List;

/**
 * Weeks from Monday, the earliest first.
 *
 * @param weeks each with its Monday
 * @param sentence where screen time goes
 */
record Trends(List<FiguresView> weeks, String sentence) {}
