package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.headroom.devservices.DevPostgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import shop.FindingsCases;

class FindingsWithStarterTest {

  @TempDir Path directory;

  @Test
  @DisplayName("W5: a test of an application with the starter fails by an N+1, and both observe it")
  void both() throws Exception {
    try (DevPostgres postgres = DevPostgres.start(directory)) {
      String url = postgres.jdbcUrl("postgres");
      try (var connection = DriverManager.getConnection(url);
          var statement = connection.createStatement()) {
        statement.execute("create table orders (id bigint primary key, customer bigint)");
        statement.execute("create table line (order_id bigint, name text)");
        statement.execute("insert into orders select i, i % 7 from generate_series(1, 50) i");
        statement.execute("insert into line select id, 'line ' || id from orders");
      }
      System.setProperty("findings.cases.url", url);
      Map<String, String> results = new TreeMap<>();
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(FindingsCases.class))
          .execute()
          .testEvents()
          .finished()
          .list()
          .forEach(
              event ->
                  results.put(
                      event.getTestDescriptor().getLegacyReportingName(),
                      event
                          .getRequiredPayload(TestExecutionResult.class)
                          .getThrowable()
                          .map(String::valueOf)
                          .orElse("")));
      assertThat(results).hasSize(2);
      assertThat(results.get("passesOther()")).isEmpty();
      assertThat(results.get("failsOneByOne()"))
          .contains("n-plus-one")
          .contains("ShopApplication.Orders.orders(ShopApplication.java:");
    } finally {
      System.clearProperty("findings.cases.url");
    }
  }
}
