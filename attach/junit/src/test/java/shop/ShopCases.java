package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headroom.junit.ExpectNoNewFindings;
import dev.headroom.junit.HeadroomData;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that are run by tests; their own names say what becomes of them. */
public final class ShopCases {

  private ShopCases() {}

  /** Where each case class finds its data source. */
  public static volatile DataSource dataSource;

  private static Shop shop() {
    return new Shop(HeadroomData.observed(dataSource));
  }

  /** Plain code over a data source. */
  @ExpectNoNewFindings
  public static final class Plain {

    private final Shop shop = shop();

    @BeforeEach
    void beforeEachDoesNotCount() throws Exception {
      shop.linesOneByOne();
    }

    @Test
    void passesJoined() throws Exception {
      assertEquals(12, shop.linesJoined().size());
    }

    @Test
    void failsOneByOne() throws Exception {
      assertEquals(12, shop.linesOneByOne().size());
    }

    @Test
    void failsOneByOneOverConnections() throws Exception {
      for (int i = 1; i <= 6; i++) {
        shop.line(i);
      }
    }

    @Test
    void passesFourTimes() throws Exception {
      for (int i = 1; i <= 4; i++) {
        shop.line(i);
      }
    }

    @Test
    void passesEqualTwice() throws Exception {
      shop.line(1);
      shop.line(1);
    }

    @Test
    void failsEqualThreeTimes() throws Exception {
      shop.line(1);
      shop.line(1);
      shop.line(1);
    }

    @Test
    @ExpectNoNewFindings(equalReads = 1)
    void failsEqualTwiceWhereAskedFor() throws Exception {
      shop.line(1);
      shop.line(1);
    }

    @Test
    @ExpectNoNewFindings(slow = "1ms")
    void failsSlow() throws Exception {
      shop.slow();
    }

    @Test
    @ExpectNoNewFindings(slow = "60s")
    void passesBelowTheThreshold() throws Exception {
      shop.slow();
    }

    @Test
    void passesOwnStatements() throws Exception {
      try (Connection connection = HeadroomData.observed(dataSource).getConnection();
          PreparedStatement line =
              connection.prepareStatement("select name from line where order_id = ?")) {
        for (int i = 1; i <= 12; i++) {
          line.setInt(1, i);
          line.executeQuery().close();
        }
      }
    }

    @Test
    void failsOnAnotherThread() throws Exception {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 1; i <= 6; i++) {
                    shop.line(i);
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      thread.join();
    }

    @Test
    void failsByItself() {
      throw new IllegalStateException("the test's own failure");
    }

    @RepeatedTest(2)
    void failsEachTime() throws Exception {
      shop.linesOneByOne();
    }

    @Nested
    class Inner {
      @Test
      void failsNested() throws Exception {
        shop.linesOneByOne();
      }
    }
  }

  /** A connection taken before the test begins, as transactional tests do. */
  @ExpectNoNewFindings
  public static final class TakenBefore {

    private Connection connection;

    @BeforeEach
    void take() throws Exception {
      connection = HeadroomData.observed(dataSource).getConnection();
    }

    @Test
    void failsOneByOne() throws Exception {
      Lines.read(connection);
      connection.close();
    }
  }

  /** Code under test of {@link TakenBefore}. */
  static final class Lines {

    private Lines() {}

    static void read(Connection connection) throws Exception {
      for (int i = 1; i <= 8; i++) {
        try (PreparedStatement line =
            connection.prepareStatement("select name from line where order_id = ?")) {
          line.setInt(1, i);
          line.executeQuery().close();
        }
      }
    }
  }

  /** Two at the same time, one of which is guilty. */
  @Execution(ExecutionMode.CONCURRENT)
  @ExpectNoNewFindings
  public static final class Parallel {

    private static final CyclicBarrier BOTH = new CyclicBarrier(2);
    private static final CountDownLatch DONE = new CountDownLatch(1);

    @Test
    void failsParallel() throws Exception {
      BOTH.await(30, TimeUnit.SECONDS);
      Thread carried =
          new Thread(
              HeadroomData.carried(
                  () -> {
                    try {
                      shop().linesOneByOne();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }));
      carried.start();
      carried.join();
      DONE.countDown();
    }

    @Test
    void passesParallel() throws Exception {
      BOTH.await(30, TimeUnit.SECONDS);
      for (int i = 1; i <= 3; i++) {
        shop().line(i);
      }
      DONE.await(30, TimeUnit.SECONDS);
    }
  }
}
