package dev.headroom.web;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.HeadroomCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether a service can serve: each thing that it stands on is asked, all at the same time, and
 * what does not answer in time counts as down. A pool may let one wait for 30 s and a dead host for
 * longer; who asks for health gets an answer.
 *
 * <p>A question that has not been answered is not asked a second time: whoever comes meanwhile
 * waits for the same one, so that a hung database holds one thread however often health is asked
 * for.
 */
public final class Health implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.headroom.web");
  private static final String SERVICE = "service";

  private final List<Asked> asked = new ArrayList<>();
  private final Duration patience;
  private final ExecutorService threads;
  private volatile boolean stopping;

  /** What can be said of a part. */
  public enum Status {
    /** It answers. */
    UP,
    /** It does not. */
    DOWN,
    /** It is not configured, and not needed. */
    ABSENT
  }

  /**
   * A part's state.
   *
   * @param status whether it answers
   * @param detail what is wrong, in words that anybody may read; null where nothing is
   */
  public record Part(Status status, @Nullable String detail) {

    /** It answers. */
    public static final Part UP = new Part(Status.UP, null);

    /**
     * It does not answer.
     *
     * @param detail what is wrong, in words that anybody may read
     * @return down
     */
    public static Part down(String detail) {
      return new Part(Status.DOWN, detail);
    }
  }

  /**
   * The whole.
   *
   * @param up whether all that is needed answers, and the service does not stop
   * @param parts by name, in the order of the checks
   */
  public record State(boolean up, Map<String, Part> parts) {}

  /**
   * One thing to ask.
   *
   * @param name lower case words with dashes
   * @param needed whether the service cannot serve without it
   * @param ask asks; what it throws is for the log
   */
  public record Check(String name, boolean needed, Callable<Part> ask) {

    /** Checks the name. */
    public Check {
      if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")
          || name.equals("status")
          || name.equals(SERVICE)) {
        throw new IllegalArgumentException(
            "a check's name is lower case words with dashes, and not status or service; was '"
                + name
                + "'");
      }
    }

    /**
     * A database: a connection of the pool that is valid.
     *
     * @param name of the check
     * @param pool gives connections
     * @return needed
     */
    public static Check database(String name, DataSource pool) {
      return new Check(name, true, () -> database(pool));
    }

    private static Part database(DataSource pool) throws SQLException {
      try (Connection connection = pool.getConnection()) {
        return connection.isValid(0) ? Part.UP : Part.down("its connection is not valid");
      }
    }

    /**
     * The cache's Redis.
     *
     * @param cache the cache
     * @return not needed: without Redis values are kept in the process
     */
    public static Check cache(HeadroomCache cache) {
      return new Check("cache", false, () -> redis(cache.health()));
    }

    private static Part redis(CacheHealth health) {
      return switch (health.redis()) {
        case NONE -> new Part(Status.ABSENT, null);
        case UP -> Part.UP;
        case DOWN -> Part.down("no answer; the service goes on without it");
      };
    }

    /**
     * The dependencies that {@link Outgoing} calls; none is called to find out. One that is called
     * as something else here is told as {@code outgoing-NAME}.
     *
     * @param outgoing knows their breakers
     * @return one check each, not needed
     */
    public static List<Check> dependencies(Outgoing outgoing) {
      return outgoing.stats().keySet().stream()
          .map(name -> new Check(told(name), false, () -> breaker(outgoing.stats().get(name))))
          .toList();
    }

    private static String told(String dependency) {
      return Set.of("database", "cache", "status", SERVICE).contains(dependency)
          ? "outgoing-" + dependency
          : dependency;
    }

    private static Part breaker(@Nullable OutgoingStats stats) {
      return stats == null || !stats.state().equals("open")
          ? Part.UP
          : Part.down("its last calls failed: it is not called");
    }
  }

  /**
   * Health.
   *
   * @param checks with different names
   * @param patience for all of them together; 10 ms to 30 s
   * @throws IllegalArgumentException if names repeat or the patience is out of range
   */
  public Health(Collection<Check> checks, Duration patience) {
    if (patience.toMillis() < 10 || patience.toMillis() > 30_000) {
      throw new IllegalArgumentException("patience is from PT0.01S to PT30S, was " + patience);
    }
    this.patience = patience;
    for (Check check : checks) {
      if (asked.stream().anyMatch(other -> other.check.name().equals(check.name()))) {
        throw new IllegalArgumentException("two checks are called '" + check.name() + "'");
      }
      asked.add(new Asked(check));
    }
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // one a check at most
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "headroom-health");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The service is about to stop: from now on it says that it is down, to whoever sends requests.
   */
  public void stopping() {
    stopping = true;
  }

  /**
   * Asks.
   *
   * @return within the patience
   */
  public State now() {
    Map<String, Part> parts = new LinkedHashMap<>();
    boolean up = !stopping;
    if (stopping) {
      parts.put(SERVICE, Part.down("it stops"));
    }
    List<Question> questions = asked.stream().map(Asked::ask).toList();
    for (int i = 0; i < questions.size(); i++) {
      Check check = asked.get(i).check;
      Part part = asked.get(i).answer(questions.get(i));
      parts.put(check.name(), part);
      up &= !check.needed() || part.status() != Status.DOWN;
    }
    return new State(up, parts);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Waits for an answer from when it was asked, not from when somebody comes. */
  private record Question(FutureTask<Part> task, long askedNanos) {}

  /** A check and the question that is under way. */
  private final class Asked {

    private final Check check;
    private final AtomicBoolean toldLate = new AtomicBoolean();
    private final AtomicBoolean toldFailed = new AtomicBoolean();
    private @Nullable Question running;

    Asked(Check check) {
      this.check = check;
    }

    synchronized Question ask() {
      Question open = running;
      if (open == null || open.task().isDone()) {
        open = new Question(new FutureTask<>(this::call), System.nanoTime());
        threads.execute(open.task());
        running = open;
      }
      return open;
    }

    /** What it throws may name hosts and users, and the answer is public: it is for the log. */
    private Part call() throws Exception {
      try {
        Part part = check.ask().call();
        toldFailed.set(false);
        return part;
      } catch (Throwable e) {
        if (!threads.isShutdown() && toldFailed.compareAndSet(false, true)) {
          LOG.log(System.Logger.Level.WARNING, "health: " + check.name() + " is down", e);
        }
        throw e;
      }
    }

    Part answer(Question question) {
      long left = question.askedNanos() + patience.toNanos() - System.nanoTime();
      try {
        Part part = question.task().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        toldLate.set(false);
        return part;
      } catch (TimeoutException e) {
        String late = "no answer within " + patience.toMillis() + " ms";
        if (toldLate.compareAndSet(false, true)) {
          LOG.log(System.Logger.Level.WARNING, "health: " + check.name() + ": " + late);
        }
        return Part.down(late);
      } catch (ExecutionException e) {
        return Part.down("no connection");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Part.down("interrupted");
      }
    }
  }
}
