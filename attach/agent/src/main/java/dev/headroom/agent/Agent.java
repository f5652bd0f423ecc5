package dev.headroom.agent;

import dev.headroom.bridge.AgentBridge;
import dev.headroom.bridge.Carried;
import dev.headroom.bridge.JdbcHooks;
import dev.headroom.bridge.PoolHooks;
import dev.headroom.bridge.TaskHooks;
import dev.headroom.bridge.WebHooks;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.observe.FlightRecorder;
import dev.headroom.observe.ObserveOptions;
import dev.headroom.observe.Observer;
import dev.headroom.observe.WovenJdbc;
import dev.headroom.settings.ObserveSettings;
import dev.headroom.settings.Settings;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent, once it is in a loader of its own.
 *
 * <p>What the application's start has to wait for is small: reading the settings, and weaving a few
 * classes of the JDK. The page and the flight recorder start beside it.
 */
@SuppressWarnings("try") // the recorder is held, not used
public final class Agent {

  private static final int PROFILE_AFTER_SECONDS = 2;

  private Agent() {}

  /**
   * Starts to observe; called once, before the application's main method. A wrong setting is told,
   * and nothing is observed.
   *
   * @param file the settings file, or null for the usual places
   * @param instrumentation the JVM's
   */
  public static void start(@Nullable String file, Instrumentation instrumentation) {
    Settings settings;
    try {
      settings = settings(file);
      if (hasThresholds(settings)) {
        Thresholds.of(settings.thresholds());
      }
    } catch (IllegalArgumentException wrong) {
      Say.line(
          wrong.getMessage() + "\nheadroom: nothing is observed, the application runs without");
      return;
    }
    Observer observer = new Observer(options(settings));
    WovenJdbc jdbc = new WovenJdbc(observer, Carried::get, Carried::put, JdbcHooks::reading);
    WebReports web = new WebReports(observer, jdbc, Say::fault);
    PoolPlans plans = new PoolPlans(observer);
    Findings findings = new Findings(observer, settings, plans);
    JdbcHooks.install(new JdbcReports(jdbc));
    PoolHooks.install(new PoolReports(observer, settings.observe().plans() ? plans : null));
    WebHooks.install(web);
    TaskHooks.install(new TaskReports(observer));
    weave(settings, instrumentation);
    Page page = new Page(findings);
    AgentBridge.install(new BridgeReports(observer, findings, web, page));
    CountDownLatch ending = new CountDownLatch(1);
    Thread beside = new Thread(() -> beside(settings, observer, page, ending), "headroom-start");
    beside.setDaemon(true);
    beside.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ending.countDown();
                  new Report(findings, settings.agent()).write();
                },
                "headroom-report"));
  }

  private static Settings settings(@Nullable String file) {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("headroom.")) {
        properties.put(name, System.getProperty(name, ""));
      }
    }
    Map<String, String> environment = System.getenv();
    if (file != null && file.contains("=") && !Files.exists(Path.of(file))) {
      throw new IllegalArgumentException(
          "-javaagent:...="
              + file
              + " names a settings file that is not there; options are system"
              + " properties, such as -Dheadroom.agent.port=8081");
    }
    Path from =
        file == null || file.isBlank()
            ? Settings.file(environment, properties).orElse(null)
            : Path.of(file);
    return Settings.read(from, environment, properties);
  }

  /** Whether the user wrote a threshold; one is always there, and follows another setting. */
  private static boolean hasThresholds(Settings settings) {
    String slow = settings.observe().slowThreshold().toMillis() + "ms";
    return !settings.thresholds().equals(Map.of("slow", slow));
  }

  private static ObserveOptions options(Settings settings) {
    ObserveSettings observe = settings.observe();
    return new ObserveOptions(
        observe.samples(),
        observe.slowThreshold(),
        observe.slowRequestThreshold(),
        observe.maxEndpoints(),
        observe.maxStatements(),
        settings.agent().application());
  }

  private static void weave(Settings settings, Instrumentation instrumentation) {
    TaskWeaving tasks = new TaskWeaving();
    instrumentation.addTransformer(
        new Transformer(
            List.of(
                new PoolWeaving(),
                new WebWeaving(),
                tasks,
                new JdbcWeaving(settings.agent().drivers())),
            false,
            Say::notWoven),
        false);
    instrumentation.addTransformer(new Transformer(List.of(tasks), true, Say::notWoven), true);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getClassLoader() == null && TaskWeaving.JDK.contains(loaded.getName())) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError refused) {
          Say.notWoven(loaded.getName(), refused);
        }
      }
    }
  }

  /** The flight recorder costs more than all else: a JVM that ends at once does without. */
  private static void beside(
      Settings settings, Observer observer, Page page, CountDownLatch ending) {
    try {
      page.start(settings.agent().port());
      if (settings.observe().profile() && !ending.await(PROFILE_AFTER_SECONDS, TimeUnit.SECONDS)) {
        try (FlightRecorder recorder = FlightRecorder.start(observer)) {
          ending.await();
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (Throwable missing) {
      Say.fault(missing);
    }
  }
}
