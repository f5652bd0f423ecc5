package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.List;

/** Everything that the first screen shows. */
record Dashboard(
    LocalDate date,
    String timeZone,
    QuickStats quick,
    DailySummary today,
    List<FiguresView> lastDays,
    Trends trends,
    List<AppView> topApps,
    NotificationStatistics notifications,
    FocusStatistics focus,
    Score privacy,
    Score wellbeing,
    List<GoalProgress> goals) {}
