package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.services.common.IndexFix;
import dev.headroom.services.common.UserCacheFix;
import dev.headroom.services.testing.DefectSubsets;
import dev.headroom.services.testing.FindingsTruth;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is named beside what is there ({@code findings-truth.txt}). */
@DisplayName("On seeded random subsets of the wellbeing service's defects")
class FindingsOnDefectSubsetsTest extends WellbeingService {

  private static final boolean LONG = System.getProperty("long") != null; // ./headroom test --long
  private static final long SEED = 20170333;

  /** Those that keep requests from the code whose defects are named here are left off. */
  private static final Set<String> MINE =
      new TreeSet<>(
          Set.of(
              IndexFix.ID,
              WellbeingFixes.SET_BASED,
              WellbeingFixes.ROLLUPS,
              WellbeingFixes.ANALYTICS_CACHE,
              UserCacheFix.ID));

  @Autowired Observer observer;
  @Autowired Fixes fixes;
  @Autowired DataSource pool;

  @AfterEach
  void off() {
    fixes.switchTo(Set.of());
  }

  @Test
  @DisplayName(
      "at least 95 of 100 findings name a defect that is there, 95 of 100 defects are named, and"
          + " with every fix on nothing is named with high confidence")
  void namesWhatIsThere() throws Exception {
    DefectSubsets.Service service =
        new DefectSubsets.Service(
            TestPostgres.SERVER,
            DATABASE,
            pool.unwrap(HikariDataSource.class),
            observer,
            fixes,
            MINE,
            IndexFix.statements());
    FindingsTruth truth = FindingsTruth.read(getClass(), "/api/v1");
    FindingsLoad load = new FindingsLoad(port);
    DefectSubsets.Outcome outcome =
        new DefectSubsets(service, truth, load::run).run(SEED, LONG ? 20 : 4, LONG ? 6 : 1);
    assertThat(outcome.highWithAllOn())
        .as("named with high confidence with every fix on")
        .isEmpty();
    outcome.judged().holds();
  }
}
