package dev.headroom.loadtest;

import dev.headroom.loop.Budget;
import dev.headroom.prove.BudgetCheck;
import dev.headroom.prove.BudgetFile;
import dev.headroom.prove.BudgetInterval;
import dev.headroom.prove.Limits;
import dev.headroom.prove.LoadPlan;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadRun;
import dev.headroom.prove.LoadText;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.PreparedScenario;
import dev.headroom.prove.Report;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import dev.headroom.prove.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A load on a running service from a test of any framework. What does not hold is an {@link
 * AssertionError} that names the budget, the measured value and its interval.
 *
 * <pre>{@code
 * ServiceLoad.of("http://127.0.0.1:" + port)
 *     .get("/menu").rate(50).duration(Duration.ofSeconds(5))
 *     .budget(Budget.Measure.P95_MS, 50)
 *     .assertHolds();
 * }</pre>
 *
 * <p>A run in which the generator was at its own limit is repeated twice; if none can be believed
 * the test fails and says so. Without budgets, no request may fail.
 */
public final class ServiceLoad {

  private static final int TRIES = 3;
  private static final int CONNECTIONS = 50;

  private final String url;
  private @Nullable Scenario scenario;
  private final List<Budget> budgets = new ArrayList<>();
  private double rate;
  private int users;
  private Duration warmUp = Duration.ofSeconds(1);
  private Duration duration = Duration.ofSeconds(5);
  private @Nullable ProcessHandle process;
  private long seed = 1;

  private ServiceLoad(String url) {
    this.url = url;
  }

  /**
   * A load on a service on this machine.
   *
   * @param url scheme, host and port, such as {@code http://127.0.0.1:8080}
   * @return to be told what to send
   */
  public static ServiceLoad of(String url) {
    return new ServiceLoad(url);
  }

  /**
   * Asks one path.
   *
   * @param path begins with /, without blanks
   * @return this
   */
  public ServiceLoad get(String path) {
    if (!path.startsWith("/") || !path.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException(
          "a path begins with / and holds no blanks (write %20), was '" + path + "'");
    }
    scenario = Scenario.ofEndpoint(path, 1, CONNECTIONS);
    return this;
  }

  /**
   * Sends a scenario's requests.
   *
   * @param file YAML as for {@code headroom load}; its {@code load} counts where neither rate nor
   *     users are said
   * @return this
   */
  public ServiceLoad scenario(Path file) {
    try {
      scenario = Scenario.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    }
    return this;
  }

  /**
   * The open model.
   *
   * @param perSecond starts per second
   * @return this
   */
  public ServiceLoad rate(double perSecond) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("a rate is above 0, was " + perSecond);
    }
    rate = perSecond;
    users = 0;
    return this;
  }

  /**
   * The closed model: users who do not think. One is the default.
   *
   * @param count how many
   * @return this
   */
  public ServiceLoad users(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("users are at least 1, were " + count);
    }
    users = count;
    rate = 0;
    return this;
  }

  /**
   * How long it is measured; 5 s if not said.
   *
   * @param length above 0
   * @return this
   */
  public ServiceLoad duration(Duration length) {
    duration = length;
    return this;
  }

  /**
   * Load before that, not in the figures; 1 s if not said.
   *
   * @param length zero for none
   * @return this
   */
  public ServiceLoad warmUp(Duration length) {
    warmUp = length;
    return this;
  }

  /**
   * The service's process, for budgets of CPU and memory.
   *
   * @param service on this machine
   * @return this
   */
  public ServiceLoad process(ProcessHandle service) {
    process = service;
    return this;
  }

  /**
   * What repeats arrivals and requests; 1 if not said.
   *
   * @param number any
   * @return this
   */
  public ServiceLoad seed(long number) {
    seed = number;
    return this;
  }

  /**
   * What all requests together may cost.
   *
   * @param measure what
   * @param limit inclusive; milliseconds for times, 0..1 for shares
   * @return this
   */
  public ServiceLoad budget(Budget.Measure measure, double limit) {
    return budget("*", measure, limit);
  }

  /**
   * What a group may cost.
   *
   * @param group of the scenario, or {@code *}
   * @param measure what
   * @param limit inclusive; milliseconds for times, 0..1 for shares
   * @return this
   */
  public ServiceLoad budget(String group, Budget.Measure measure, double limit) {
    String id = group + " " + measure.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    budgets.add(new Budget(id, group, measure, limit));
    return this;
  }

  /**
   * Budgets of a file.
   *
   * @param file with {@code budgets:}, such as {@code headroom.yml}
   * @return this
   */
  public ServiceLoad budgets(Path file) {
    List<Budget> read = BudgetFile.ofSettings(file);
    if (read.isEmpty()) {
      throw new IllegalArgumentException(file + " has no budgets");
    }
    budgets.addAll(read);
    return this;
  }

  /**
   * Loads, and fails where a budget does not hold or could not be judged.
   *
   * @return what was seen
   */
  public LoadReport assertHolds() {
    LoadReport report = believed();
    List<String> broken = new ArrayList<>();
    for (BudgetCheck check : report.budgets()) {
      if (check.state() != BudgetCheck.State.PASS) {
        broken.add(check.toText() + BudgetInterval.of(report, check));
      }
    }
    if (!report.errorsAllowed() && report.all().failed() > 0) {
      broken.add(
          report.all().failed()
              + " of "
              + report.all().count()
              + " requests failed: "
              + report.all().errors()
              + " "
              + report.all().examples());
    }
    if (!broken.isEmpty()) {
      throw new AssertionError(
          report.target() + ": " + String.join("\n  ", broken) + "\n\n" + LoadText.of(report));
    }
    return report;
  }

  /**
   * Loads, and fails where the service is shown to be slower, or to fail more often, than when the
   * baseline was written. {@code -Dheadroom.load.update=true} writes it. Machines differ: a
   * baseline is of the machine that wrote it.
   *
   * @param baseline {@code report.json} of an earlier run
   * @return what was seen
   */
  public LoadReport assertNotSlowerThan(Path baseline) {
    LoadReport report = believed();
    LoadBaseline.check(report, baseline, Boolean.getBoolean("headroom.load.update"));
    return report;
  }

  /**
   * Loads two services in turn, in ten pairs of blocks of random order, and fails where this one is
   * shown to be slower than the other, fails more often, or answers differently. With {@link #rate}
   * both are sent as much; else one user asks.
   *
   * @param other scheme, host and port of the reference
   * @return what was seen
   */
  public Report assertNotSlowerThan(String other) {
    if (users > 1) {
      throw new IllegalArgumentException(
          "two services side by side are loaded with a rate, or by one user; users were " + users);
    }
    return new SideBySide(asked(), seed, rate, warmUp, duration)
        .check(Target.of(other, Set.of()), Target.of(url, Set.of()));
  }

  private Scenario asked() {
    Scenario said = scenario;
    if (said == null) {
      throw new IllegalStateException("what is to be asked? Say get(\"/path\") or scenario(file)");
    }
    return said;
  }

  private LoadReport believed() {
    LoadReport report = run();
    for (int i = 1; i < TRIES && !report.invalid().isEmpty(); i++) {
      report = run();
    }
    if (!report.invalid().isEmpty()) {
      throw new AssertionError(
          "the figures must not be believed, "
              + TRIES
              + " times in a row: "
              + String.join("; ", report.invalid())
              + "\n\n"
              + LoadText.of(report));
    }
    return report;
  }

  private LoadReport run() {
    Target target = Target.of(url, Set.of());
    Scenario mix = asked();
    try {
      PreparedScenario prepared = Preparation.prepare(target, mix, Wire.PLAIN);
      return new LoadRun(
              new LoadRun.Options(
                  target,
                  Wire.PLAIN,
                  prepared,
                  plan(mix),
                  seed,
                  Limits.SHARED,
                  false,
                  null,
                  budgets,
                  "a test",
                  process),
              interval -> {})
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException(url + " cannot be loaded: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private LoadPlan plan(Scenario mix) {
    if (rate > 0) {
      return LoadPlan.open(rate, warmUp, duration);
    }
    return users == 0 && mix.plan().isPresent()
        ? mix.plan().get()
        : LoadPlan.closed(Math.max(1, users), warmUp, duration);
  }
}
