package dev.headroom.services.wellbeing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The four figures of W7: times in seconds of the day, scores of 0 to 100, the wellbeing score of
 * the seven days that end with it.
 */
record QuickStats(
    LocalDate date,
    @JsonProperty("today_screen_time") long todayScreenTime,
    @JsonProperty("today_focus_time") long todayFocusTime,
    @JsonProperty("privacy_score") @Nullable Double privacyScore,
    @JsonProperty("wellbeing_score") @Nullable Double wellbeingScore) {}
