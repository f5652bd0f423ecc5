package dev.headroom.cli;

import dev.headroom.loop.Budget;
import dev.headroom.prove.BudgetFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The budgets of a load or a proof: of the file that is named, or of {@code headroom.yml}. */
final class LoadBudgets {

  private LoadBudgets() {}

  static List<Budget> read(@Nullable Path named) {
    Path file = UserSettings.file(named);
    return file == null ? List.of() : BudgetFile.ofSettings(file);
  }
}
