package dev.headroom.services.wellbeing;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.springframework.stereotype.Service;

/** A user's answers, each from that user's figures alone. */
@Service
class Analytics {

  static final int TOP = 5;
  static final int DASHBOARD_WEEKS = 4;
  static final int INSIGHT_DAYS = 28;

  private final Figures figures;
  private final Privacy privacy;
  private final Goals goals;

  Analytics(Figures figures, Privacy privacy, Goals goals) {
    this.figures = figures;
    this.privacy = privacy;
    this.goals = goals;
  }

  DailySummary daily(Me user, LocalDate date) {
    return daily(figures.read(user, date.minusDays(7), date), user, date);
  }

  private static DailySummary daily(FiguresSource from, Me user, LocalDate date) {
    DayFigures day = from.day(user, date);
    List<DayFigures> before = from.days(user, date.minusDays(7), date.minusDays(1));
    DayFigures sum = DayFigures.sum(date, before);
    return new DailySummary(
        date,
        user.timeZone(),
        FiguresView.of(day),
        Change.of(day.screenMillis() / 1_000, sum.screenMillis() / 7_000),
        Change.of(day.pickups(), sum.pickups() / 7),
        top(from, user, date, date),
        WellbeingScore.of(List.of(day)));
  }

  WeeklySummary weekly(Me user, LocalDate date) {
    LocalDate monday = monday(date);
    FiguresSource from = figures.read(user, monday.minusWeeks(1), monday.plusDays(6));
    List<DayFigures> days = from.days(user, monday, monday.plusDays(6));
    DayFigures sum = DayFigures.sum(monday, days);
    DayFigures before = from.weeks(user, monday.minusWeeks(1), 1).getFirst();
    return new WeeklySummary(
        monday,
        days.stream().map(FiguresView::of).toList(),
        FiguresView.of(sum),
        Change.of(sum.screenMillis() / 1_000, before.screenMillis() / 1_000),
        Change.of(sum.pickups(), before.pickups()),
        Change.of(sum.focusMillis() / 1_000, before.focusMillis() / 1_000),
        top(from, user, monday, monday.plusDays(6)),
        WellbeingScore.of(days));
  }

  Trends trends(Me user, LocalDate date, int weeks) {
    return trends(figures.source(), user, date, weeks);
  }

  private static Trends trends(FiguresSource from, Me user, LocalDate date, int weeks) {
    List<DayFigures> found = from.weeks(user, monday(date).minusWeeks(weeks - 1L), weeks);
    long first = found.getFirst().screenMillis() / 1_000;
    long last = found.getLast().screenMillis() / 1_000;
    Double percent = Change.of(last, first).changePercent();
    String sentence =
        percent == null
            ? "There is no screen time in the first week to compare with."
            : "Screen time of the last week is %s %% %s than %d weeks before."
                .formatted(
                    Score.number(Math.abs(percent)), percent < 0 ? "less" : "more", weeks - 1);
    return new Trends(found.stream().map(FiguresView::of).toList(), sentence);
  }

  TopApps topApps(Me user, LocalDate from, LocalDate to, int limit) {
    return TopApps.of(from, to, figures.source().apps(user, from, to), limit);
  }

  NotificationStatistics notifications(Me user, LocalDate from, LocalDate to) {
    return notifications(figures.source(), user, from, to);
  }

  private static NotificationStatistics notifications(
      FiguresSource source, Me user, LocalDate from, LocalDate to) {
    return Statistics.notifications(
        from, to, source.days(user, from, to), source.apps(user, from, to));
  }

  FocusStatistics focus(Me user, LocalDate from, LocalDate to) {
    return Statistics.focus(from, to, figures.source().days(user, from, to));
  }

  PrivacyScore privacy(Me user) {
    return PrivacyScore.of(user, privacy.facts(user));
  }

  /** Of the seven days that end with a date. */
  Score wellbeing(Me user, LocalDate date) {
    return wellbeing(figures.source(), user, date);
  }

  private static Score wellbeing(FiguresSource from, Me user, LocalDate date) {
    return WellbeingScore.of(from.days(user, date.minusDays(6), date));
  }

  List<GoalProgress> goals(Me user, LocalDate date) {
    return goals.progress(figures.read(user, date.minusDays(Goals.DAYS - 1L), date), user, date);
  }

  List<Insight> insights(Me user, LocalDate date) {
    FiguresSource source = figures.source();
    return Insights.of(
        source.days(user, date.minusDays(INSIGHT_DAYS - 1), date),
        source.apps(user, date.minusDays(6), date));
  }

  QuickStats quick(Me user, LocalDate date) {
    return quick(figures.read(user, date.minusDays(6), date), user, date, privacy(user));
  }

  private static QuickStats quick(
      FiguresSource from, Me user, LocalDate date, PrivacyScore privacy) {
    DayFigures today = from.day(user, date);
    return new QuickStats(
        date,
        today.screenMillis() / 1_000,
        today.focusMillis() / 1_000,
        privacy.score().score(),
        wellbeing(from, user, date).score());
  }

  Dashboard dashboard(Me user, LocalDate date) {
    LocalDate from = date.minusDays(6);
    LocalDate monday = monday(date);
    FiguresSource source =
        figures.read(user, monday.minusWeeks(DASHBOARD_WEEKS - 1L), monday.plusDays(6));
    PrivacyScore privacy = privacy(user);
    return new Dashboard(
        date,
        user.timeZone(),
        quick(source, user, date, privacy),
        daily(source, user, date),
        source.days(user, from, date).stream().map(FiguresView::of).toList(),
        trends(source, user, date, DASHBOARD_WEEKS),
        top(source, user, from, date),
        notifications(source, user, from, date),
        Statistics.focus(from, date, source.days(user, from, date)),
        (figures.shared() ? privacy : privacy(user)).score(),
        wellbeing(source, user, date),
        goals.progress(source, user, date));
  }

  private static List<AppView> top(FiguresSource source, Me user, LocalDate from, LocalDate to) {
    return TopApps.of(from, to, source.apps(user, from, to), TOP).apps();
  }

  static LocalDate monday(LocalDate date) {
    return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
