package dev.headroom.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;
import shop.Shop;
import shop.ShopCases;
import shop.SpringCases;

class SpringFindingsTest {

  @TempDir static Path directory;

  @BeforeAll
  static void fill() throws Exception {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite:" + directory.resolve("shop.db"));
    Shop.fill(dataSource);
    ShopCases.dataSource = dataSource;
  }

  @ParameterizedTest
  @ValueSource(classes = {SpringCases.OnOneThread.class, SpringCases.OverHttp.class})
  @DisplayName("a Spring Boot test is observed by its annotation alone, on whichever thread")
  void spring(Class<?> cases) {
    var results = ExpectNoNewFindingsTest.run(cases);
    assertThat(results).hasSizeGreaterThanOrEqualTo(2);
    results.forEach(
        (name, failure) -> {
          if (name.startsWith("passes")) {
            assertThat(failure).as(name).isEmpty();
          } else {
            assertThat(failure)
                .as(name)
                .contains("n-plus-one")
                .containsPattern("SpringCases.Application.Orders.line\\(SpringCases.java:\\d+\\)");
          }
        });
  }
}
