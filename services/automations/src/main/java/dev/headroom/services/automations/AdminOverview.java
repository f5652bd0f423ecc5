package dev.headroom.services.automations;

import java.time.LocalDate;
import org.springframework.stereotype.Component;

/** What administrators see first, kept or read. */
@Component
class AdminOverview {

  private final AdminFigures figures;
  private final KeptViews kept;

  AdminOverview(AdminFigures figures, KeptViews kept) {
    this.figures = figures;
    this.kept = kept;
  }

  AdminDashboard until(LocalDate date) {
    return kept.dashboard(date.toString(), () -> figures.dashboard(date));
  }
}
