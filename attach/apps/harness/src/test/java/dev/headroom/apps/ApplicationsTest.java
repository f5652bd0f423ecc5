package dev.headroom.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Four applications that know nothing of Headroom, each as a process with the agent, driven by its
 * {@code traffic.txt} and judged by its {@code truth.txt}. Two at a time: the traffic's pace leaves
 * a processor idle.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("With the agent on an application that knows nothing of it")
class ApplicationsTest {

  private static final int ROUNDS = 22;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} on JDK {1}")
  @CsvSource({"jpa, 25", "jdbc, 17", "mybatis, 25", "jooq, 17"})
  @DisplayName(
      "every request is counted once under its template, everything that is wrong is named, at"
          + " least 95 of 100 findings are right, and no healthy endpoint is accused")
  void oneJdkEach(String app, int jdk) throws Exception {
    observe(app, jdk);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} on JDK {1}")
  @CsvSource({"jpa, 17", "jdbc, 25", "mybatis, 17", "jooq, 25"})
  @DisplayName("the same holds on the other JDK")
  void otherJdk(String app, int jdk) throws Exception {
    observe(app, jdk);
  }

  private void observe(String app, int jdk) throws Exception {
    Path java = Jdk.java(jdk).orElse(null);
    Assumptions.assumeTrue(java != null, "no JDK " + jdk + " here: set JAVA_" + jdk + "_HOME");
    Path module = Repository.app(app);
    Truth truth = Truth.read(module.resolve("truth.txt"));
    List<String> options = new ArrayList<>(List.of("-Dheadroom.agent.report="));
    if (jdk >= 21) {
      options.add("-Dspring.threads.virtual.enabled=true");
    }
    // In production a statement is slow from 500 ms on; a machine that builds and tests at the same
    // time makes many a good one take 100.
    Map<String, String> environment = new HashMap<>(Map.of("ENVIRONMENT", "production"));
    if (Set.of("jpa", "jdbc").contains(app)) {
      environment.put("DATABASE_URL", TestPostgres.database(app + "_" + jdk));
    }
    try (Child child =
            Child.start(
                folder,
                environment,
                Child.command(java, true, options, Repository.started(module)));
        Traffic traffic = Traffic.read(module.resolve("traffic.txt"))) {
      int sent = traffic.rounds(ROUNDS, child.port());
      JsonNode seen = child.observed(sent);
      Truth.Judged judged = truth.judge(Said.of(child.agent("/findings.json")));
      System.out.printf("%s on JDK %d, %d requests: %s%n", app, jdk, sent, judged.told());

      Set<String> endpoints = new TreeSet<>();
      long requests = 0;
      for (JsonNode endpoint : seen.get("endpoints")) {
        if (!endpoint.get("endpoint").asString().equals("(background)")) {
          endpoints.add(endpoint.get("endpoint").asString());
        }
        requests += endpoint.get("requests").asLong();
      }
      assertThat(endpoints).as("endpoints").isEqualTo(truth.endpoints());
      assertThat(requests).as("requests").isEqualTo(sent);
      assertThat(judged.missed()).as("there, not named").isEmpty();
      assertThat(judged.accused()).as("healthy endpoints accused with HIGH").isEmpty();
      assertThat(judged.precision()).as(judged.told()).isGreaterThanOrEqualTo(0.95);
    }
  }
}
