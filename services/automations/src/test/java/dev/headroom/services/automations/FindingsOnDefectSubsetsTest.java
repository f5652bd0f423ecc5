package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.SqliteAdvice;
import dev.headroom.advise.Workload;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import dev.headroom.services.common.IndexFix;
import dev.headroom.services.common.UserCacheFix;
import dev.headroom.services.testing.FindingsJudge;
import dev.headroom.services.testing.FindingsTruth;
import dev.headroom.services.testing.Mix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Takes a random subset of the defects away, loads the service, and compares what is named with
 * what is there ({@code findings-truth.txt}).
 */
@DisplayName("On seeded random subsets of the automations service's defects")
class FindingsOnDefectSubsetsTest extends AutomationsService {

  private static final boolean LONG = System.getProperty("long") != null; // ./headroom test --long
  private static final int SUBSETS = LONG ? 20 : 3;
  private static final int WITH_ADVICE = LONG ? 6 : 1;
  private static final long SEED = 20231116;
  private static final int THREADS = 4;
  private static final int USERS = 1;
  private static final String DAY = "2023-11-20";

  /**
   * A window of seconds sees few repeats; a machine that also builds makes statements wait; and on
   * small data all but signing in costs next to nothing, so that nothing may be left out for its
   * weight.
   */
  private static final Thresholds THRESHOLDS =
      Thresholds.of(
          Map.of("cache-minimum", "20", "slow", "1s", "aggregate-time", "1s", "low-share", "0"));

  @Autowired Observer observer;
  @Autowired Fixes fixes;

  @AfterEach
  void off() {
    switchTo(Set.of());
  }

  private void switchTo(Set<String> on) {
    events.publishEvent(fixes.switchTo(on));
  }

  private static Set<String> all() {
    return new TreeSet<>(
        Set.of(
            AutomationsFixes.JOINED,
            AutomationsFixes.DAILY_USAGE,
            AutomationsFixes.HEALTH_CACHE,
            AutomationsFixes.ME_CACHE,
            AutomationsFixes.ADMIN_CACHE,
            UserCacheFix.ID,
            IndexFix.ID));
  }

  @Test
  @DisplayName(
      "at least 95 of 100 findings name a defect that is there, 95 of 100 defects are named, and"
          + " what is named with high confidence is there")
  void namesWhatIsThere() throws Exception {
    FindingsJudge judge = new FindingsJudge(FindingsTruth.read(getClass(), "/api/v1"));
    load(SEED); // the JVM's first requests are slow for other reasons
    Random random = new Random(SEED);
    for (int i = 0; i < SUBSETS; i++) {
      Set<String> on = i == 1 ? all() : new TreeSet<>();
      if (i > 1) {
        on.addAll(all());
        on.removeIf(fix -> random.nextBoolean());
      }
      boolean advised = i < WITH_ADVICE && !on.contains(IndexFix.ID);
      judge.judge(on, false, advised, findings(on, advised));
    }
    judge.print(SUBSETS);
    judge.holds();
  }

  @Test
  @DisplayName(
      "A1: of the indexes by hand, those that this load does not read by are named as unused, and"
          + " those that it needs are not")
  void unusedIndexes() throws Exception {
    switchTo(Set.of(IndexFix.ID));
    observer.reset();
    load(SEED);
    List<String> unused =
        advice(0).stream()
            .filter(finding -> finding.kind() == FindingKind.UNUSED_INDEX)
            .map(Finding::summary)
            .toList();
    assertThat(unused)
        .anyMatch(index -> index.contains("run_status_due"))
        .noneMatch(index -> index.contains("token_usage_user_at"))
        .noneMatch(index -> index.contains("user_automation_user"));
  }

  private List<Finding> findings(Set<String> on, boolean advised) throws Exception {
    switchTo(on);
    observer.reset();
    load(SEED + on.hashCode());
    Observations seen = observer.snapshot();
    List<Finding> findings = new ArrayList<>(Diagnosis.findings(seen, THRESHOLDS));
    if (advised) {
      findings.addAll(advice(seen.endpoints().stream().mapToLong(e -> e.totalNanos()).sum()));
    }
    return Diagnosis.ranked(findings);
  }

  private List<Finding> advice(long allNanos) throws Exception {
    try (SqliteAdvice advice =
        SqliteAdvice.of("jdbc:sqlite:" + FOLDER.resolve("test.db"), line -> {})) {
      return advice
          .advise(
              new Workload(observer.workload(), List.of()),
              AdviceOptions.defaults().within(Duration.ofSeconds(20)),
              true)
          .findings(allNanos);
    }
  }

  /** Sends the mix in an order drawn from the seed and waits for the last answer. */
  private void load(long seed) throws Exception {
    Random random = new Random(seed);
    List<String[]> mix = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      mix.add(new String[] {"", "/api/v1/health"});
      mix.add(new String[] {ADMIN, "/api/v1/admin/dashboard?date=" + DAY});
      mix.add(new String[] {ADMIN, "/api/v1/admin/users?before=50"});
      mix.add(new String[] {user(random), "/api/v1/me/automations"});
      mix.add(new String[] {user(random), "/api/v1/me/usage?from=2023-11-16&to=" + DAY});
    }
    for (int i = 0; i < 40; i++) {
      mix.add(new String[] {user(random), "/api/v1/me?date=" + DAY});
    }
    for (int i = 0; i < 3; i++) {
      mix.add(new String[] {"", ""});
    }
    Collections.shuffle(mix, random);
    Mix.send(THREADS, mix.stream().<Runnable>map(next -> () -> ask(next[0], next[1])).toList());
  }

  private static String user(Random random) {
    return "user" + (2 + random.nextInt(USERS));
  }

  private void ask(String user, String path) {
    if (path.isEmpty()) {
      caller().signIn("user20@headroom.example", "user");
    } else {
      assertThat(get(user.isEmpty() ? null : user, path).status()).isEqualTo(200);
    }
  }
}
