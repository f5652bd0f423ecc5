package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headroom.junit.ExpectNoNewFindings;
import dev.headroom.junit.HeadroomData;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example of docs/junit.md; run by a test, since it is to fail. */
@Tag("benchmark")
@ExpectNoNewFindings
public final class MenuTest {

  private final Menu menu = new Menu(HeadroomData.observed(database()));

  @Test
  void readsTheWholeMenu() throws Exception {
    assertEquals(12, menu.dishes().size());
  }

  private static DataSource database() {
    return ShopCases.dataSource;
  }
}
