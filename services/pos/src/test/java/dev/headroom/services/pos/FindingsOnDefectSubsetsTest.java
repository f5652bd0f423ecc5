package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.services.common.IndexFix;
import dev.headroom.services.testing.DefectSubsets;
import dev.headroom.services.testing.FindingsTruth;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What is named beside what is there ({@code findings-truth.txt}). */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "pos.data=small",
      "server.port=0",
      "headroom.observe.samples=true",
      "headroom.observe.slow-threshold=500ms"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("On seeded random subsets of the point of sale's defects")
class FindingsOnDefectSubsetsTest {

  private static final boolean LONG = System.getProperty("long") != null; // ./headroom test --long
  private static final long SEED = 20150101;

  private static DevPostgres server;

  @Autowired Observer observer;
  @Autowired Fixes fixes;
  @Autowired DataSource pool;

  @Value("${local.server.port}")
  int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) throws Exception {
    server = DevPostgres.temporary();
    server.createDatabase("pos", null);
    registry.add("spring.datasource.url", () -> server.jdbcUrl("pos"));
  }

  @AfterAll
  void stop() throws SQLException {
    try {
      if (pool != null) { // it is null where the service did not start
        pool.unwrap(HikariDataSource.class).close();
      }
    } finally {
      server.close();
    }
  }

  @Test
  @DisplayName(
      "at least 95 of 100 findings name a defect that is there, 95 of 100 defects are named, and"
          + " with every fix on nothing is named with high confidence")
  void namesWhatIsThere() throws Exception {
    Set<String> mine = new TreeSet<>(fixes.known().stream().map(Fix::id).toList());
    mine.removeAll(
        PosService.DOOR); // They keep requests from the code whose defects are named here.
    FindingsLoad load = new FindingsLoad(port);
    DefectSubsets.Outcome outcome =
        new DefectSubsets(
                new DefectSubsets.Service(
                    server,
                    "pos",
                    pool.unwrap(HikariDataSource.class),
                    observer,
                    fixes,
                    mine,
                    IndexFix.statements()),
                FindingsTruth.read(getClass(), "/api/v1/restaurants/{restaurantId}"),
                load::run)
            .run(SEED, LONG ? 20 : 4, LONG ? 6 : 2);
    assertThat(outcome.highWithAllOn())
        .as("named with high confidence with every fix on")
        .isEmpty();
    outcome.judged().holds();
  }
}
