package dev.headroom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.sqlite.SQLiteDataSource;
import shop.Shop;
import shop.ShopCases;

class ExpectNoNewFindingsTest {

  @TempDir static Path directory;

  @BeforeAll
  static void fill() throws Exception {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite:" + directory.resolve("shop.db"));
    Shop.fill(dataSource);
    ShopCases.dataSource = dataSource;
  }

  /** Name of the test to what it failed with, empty if it passed. */
  static Map<String, String> run(Class<?> cases, String... settings) {
    Map<String, String> results = new TreeMap<>();
    var kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(cases));
    for (int i = 0; i < settings.length; i += 2) {
      kit.configurationParameter(settings[i], settings[i + 1]);
    }
    kit.execute()
        .testEvents()
        .finished()
        .list()
        .forEach(
            event -> {
              TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
              results.merge(
                  event.getTestDescriptor().getLegacyReportingName().replaceAll("\\(.*", ""),
                  result.getThrowable().map(String::valueOf).orElse(""),
                  (a, b) -> a.isEmpty() || b.isEmpty() ? "one of them passed" : a);
            });
    return results;
  }

  @Test
  @DisplayName(
      "W5: what repeats fails with its line, statement and id; what is well written passes")
  void plain() {
    Map<String, String> results = run(ShopCases.Plain.class);
    assertThat(results).hasSize(14);
    results.forEach(
        (name, failure) ->
            assertThat(failure.isEmpty())
                .as(name + ": " + failure)
                .isEqualTo(name.startsWith("p")));

    assertThat(results.get("failsOneByOne"))
        .contains("1 new finding in ShopCases.Plain.failsOneByOne")
        .contains("n-plus-one (medium)")
        .contains("12 times in one test")
        .containsPattern("code +Shop.linesOneByOne\\(Shop.java:\\d+\\)")
        .containsPattern("statement +select name from line where order_id = \\?")
        .contains("- finding: n-plus-one-")
        .contains("src/test/resources/headroom-findings.yml")
        .contains("-Dheadroom.findings.update=true");
    assertThat(results.get("failsEqualThreeTimes")).contains("redundant-read");
    assertThat(results.get("failsSlow")).contains("slow-statement");
    assertThat(results.get("failsOnAnotherThread")).contains("n-plus-one");
    assertThat(results.get("failsNested")).contains("ShopCases.Plain.Inner.failsNested");
    assertThat(results.get("failsByItself")).contains("the test's own failure");
  }

  @Test
  @DisplayName("a connection that was taken before the test began is observed from then on")
  void takenBefore() {
    assertThat(run(ShopCases.TakenBefore.class).get("failsOneByOne")).contains("n-plus-one");
  }

  @Test
  @DisplayName("tests that run at the same time do not see each other's statements")
  void parallel() {
    Map<String, String> results =
        run(
            ShopCases.Parallel.class,
            "junit.jupiter.execution.parallel.enabled",
            "true",
            "junit.jupiter.execution.parallel.config.strategy",
            "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism",
            "2");
    assertThat(results.get("passesParallel")).isEmpty();
    assertThat(results.get("failsParallel")).contains("n-plus-one");
  }
}
