package dev.headroom.services.wellbeing;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

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

  @Transactional(readOnly = true)
  public DailySummary daily(Me user, LocalDate date) {
    DayFigures day = figures.day(user, date);
    List<DayFigures> before = figures.days(user, date.minusDays(7), date.minusDays(1));
    DayFigures sum = DayFigures.sum(date, before);
    return new DailySummary(
        date,
        user.timeZone(),
        FiguresView.of(day),
        Change.of(day.screenMillis() / 1_000, sum.screenMillis() / 7_000),
        Change.of(day.pickups(), sum.pickups() / 7),
        top(user, date, date),
        WellbeingScore.of(List.of(day)));
  }

  @Transactional(readOnly = true)
  public WeeklySummary weekly(Me user, LocalDate date) {
    LocalDate monday = monday(date);
    List<DayFigures> days = figures.days(user, monday, monday.plusDays(6));
    DayFigures sum = DayFigures.sum(monday, days);
    DayFigures before = figures.weeks(user, monday.minusWeeks(1), 1).getFirst();
    return new WeeklySummary(
        monday,
        days.stream().map(FiguresView::of).toList(),
        FiguresView.of(sum),
        Change.of(sum.screenMillis() / 1_000, before.screenMillis() / 1_000),
        Change.of(sum.pickups(), before.pickups()),
        Change.of(sum.focusMillis() / 1_000, before.focusMillis() / 1_000),
        top(user, monday, monday.plusDays(6)),
        WellbeingScore.of(days));
  }

  @Transactional(readOnly = true)
  public Trends trends(Me user, LocalDate date, int weeks) {
    List<DayFigures> found =
        figures.weeks(user, monday(date).minusWeeks(weeks - 1L), weeks);
    long first = found.getFirst().screenMillis() / 1_000;
    long last = found.getLast().screenMillis() / 1_000;
    Change change = Change.of(last, first);
    String sentence =
        change.changePercent() == null
            ? "There is no screen time in the first week to compare with."
            : "Screen time of the last week is %s %% %s than %d weeks before."
                .formatted(
                    Score.number(Math.abs(change.changePercent())),
                    change.changePercent() < 0 ? "less" : "more",
                    weeks - 1);
    return new Trends(found.stream().map(FiguresView::of).toList(), sentence);
  }

  @Transactional(readOnly = true)
  public TopApps topApps(Me user, LocalDate from, LocalDate to, int limit) {
    return TopApps.of(from, to, figures.apps(user, from, to), limit);
  }

  @Transactional(readOnly = true)
  public NotificationStatistics notifications(Me user, LocalDate from, LocalDate to) {
    return Statistics.notifications(
        from, to, figures.days(user, from, to), figures.apps(user, from, to));
  }

  @Transactional(readOnly = true)
  public FocusStatistics focus(Me user, LocalDate from, LocalDate to) {
    return Statistics.focus(from, to, figures.days(user, from, to));
  }

  @Transactional(readOnly = true)
  public PrivacyScore privacy(Me user) {
    return PrivacyScore.of(user, privacy.facts(user));
  }

  /** Of the seven days that end with a date. */
  @Transactional(readOnly = true)
  public Score wellbeing(Me user, LocalDate date) {
    return WellbeingScore.of(figures.days(user, date.minusDays(6), date));
  }

  @Transactional(readOnly = true)
  public List<GoalProgress> goals(Me user, LocalDate date) {
    return goals.progress(user, date);
  }

  @Transactional(readOnly = true)
  public List<Insight> insights(Me user, LocalDate date) {
    LocalDate from = date.minusDays(INSIGHT_DAYS - 1);
    return Insights.of(
        figures.days(user, from, date), figures.apps(user, date.minusDays(6), date));
  }

  @Transactional(readOnly = true)
  public QuickStats quick(Me user, LocalDate date) {
    DayFigures today = figures.day(user, date);
    return new QuickStats(
        date,
        today.screenMillis() / 1_000,
        today.focusMillis() / 1_000,
        privacy(user).score().score(),
        wellbeing(user, date).score());
  }

  @Transactional(readOnly = true)
  public Dashboard dashboard(Me user, LocalDate date) {
    LocalDate from = date.minusDays(6);
    return new Dashboard(
        date,
        user.timeZone(),
        quick(user, date),
        daily(user, date),
        figures.days(user, from, date).stream().map(FiguresView::of).toList(),
        trends(user, date, DASHBOARD_WEEKS),
        top(user, from, date),
        notifications(user, from, date),
        focus(user, from, date),
        privacy(user).score(),
        wellbeing(user, date),
        goals(user, date));
  }

  private List<AppView> top(Me user, LocalDate from, LocalDate to) {
    return TopApps.of(from, to, figures.apps(user, from, to), TOP).apps();
  }

  static LocalDate monday(LocalDate date) {
    return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
