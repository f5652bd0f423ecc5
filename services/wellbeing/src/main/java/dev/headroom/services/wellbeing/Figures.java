package dev.headroom.services.wellbeing;

import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import org.springframework.stereotype.Service;

/** Chooses by the fixes where figures come from. */
@Service
class Figures {

  private final FiguresAsFound asFound;
  private final FiguresSql sql;
  private final FiguresRollup rollup;
  private final Fixes fixes;

  Figures(FiguresAsFound asFound, FiguresSql sql, FiguresRollup rollup, Fixes fixes) {
    this.asFound = asFound;
    this.sql = sql;
    this.rollup = rollup;
    this.fixes = fixes;
  }

  FiguresSource source() {
    if (fixes.isOn(WellbeingFixes.ROLLUPS)) {
      return rollup;
    }
    return fixes.isOn(WellbeingFixes.SET_BASED) ? sql : asFound;
  }

  /** Whether what an answer's parts share is read once. */
  boolean shared() {
    return fixes.isOn(WellbeingFixes.ROLLUPS) || fixes.isOn(WellbeingFixes.SET_BASED);
  }

  /** For an answer that needs many figures of these days: with a fix on they are read once. */
  FiguresSource read(Me user, LocalDate from, LocalDate to) {
    return shared() ? new FiguresOnce(source(), from, to) : source();
  }
}
