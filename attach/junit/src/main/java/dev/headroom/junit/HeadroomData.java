package dev.headroom.junit;

import dev.headroom.observe.Observer;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Brings data sources and threads under the eyes of {@link ExpectNoNewFindings}. */
public final class HeadroomData {

  private HeadroomData() {}

  /**
   * A data source whose statements count for the test that runs.
   *
   * <p>Outside of an observed test it hands everything on. Connections may be taken before the test
   * method begins, as transactional tests do: what counts is when a statement is created.
   *
   * @param dataSource any data source
   * @return a data source that is unwrapped to the given one
   */
  public static DataSource observed(DataSource dataSource) {
    return dataSource instanceof TestDataSource ? dataSource : new TestDataSource(dataSource);
  }

  /**
   * A task that works for the test of this thread, wherever it runs. Needed only where tests run at
   * the same time: alone, a test has what all threads do.
   *
   * @param task any task
   * @return the same for the test; the task itself outside of an observed test
   */
  @SuppressWarnings("try") // a scope is held, not used
  public static Runnable carried(Runnable task) {
    ObservedTest test = ObservedTest.ofThread();
    if (test == null) {
      return task;
    }
    return () -> {
      try (Observer.Scope work = test.enter()) {
        task.run();
      }
    };
  }

  /**
   * An executor whose tasks work for the test of the thread that hands them in.
   *
   * @param executor any executor
   * @return an executor over it
   */
  public static Executor carried(Executor executor) {
    return task -> executor.execute(carried(task));
  }
}
