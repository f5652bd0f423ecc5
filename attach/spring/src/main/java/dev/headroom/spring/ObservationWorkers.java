package dev.headroom.spring;

import dev.headroom.observe.FlightRecorder;
import dev.headroom.observe.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * What works beside the requests: the flight recorder, and plans over connections of their own.
 * Says in one line how this application is observed. With an agent nothing of it runs.
 */
final class ObservationWorkers implements SmartLifecycle {

  private static final Log LOG = LogFactory.getLog(ObservationWorkers.class);

  /** Set by Spring Boot for the contexts of its tests. */
  private static final String TESTS =
      "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

  private final Observer observer;
  private final AgentAccess agent;
  private final HeadroomProperties properties;
  private final ListableBeanFactory beans;
  private final Environment environment;
  private final List<AutoCloseable> running = new ArrayList<>();
  private volatile boolean started;

  ObservationWorkers(
      Observer observer,
      AgentAccess agent,
      HeadroomProperties properties,
      ListableBeanFactory beans,
      Environment environment) {
    this.observer = observer;
    this.agent = agent;
    this.properties = properties;
    this.beans = beans;
    this.environment = environment;
  }

  @Override
  public synchronized void start() {
    started = true;
    if (agent.observing()) {
      LOG.info("Headroom: the agent in this JVM observes (" + agent.address() + ")");
      return;
    }
    boolean profile = profile();
    if (profile) {
      running.add(FlightRecorder.start(observer));
    }
    int plans = properties.observe().plans() ? plans() : 0;
    LOG.info(
        "Headroom observes: flight recorder "
            + (profile ? "on" : "off")
            + ", plans "
            + (properties.observe().plans() ? "of " + plans + " data sources" : "off")
            + ", samples "
            + (properties.observe().samples() ? "on" : "off")
            + ", fleet "
            + (properties.fleet().enabled() ? "on" : "off")
            + "; /headroom/api needs the role "
            + properties.admin().role());
  }

  private boolean profile() {
    Boolean said = properties.observe().profile();
    return said != null ? said : !environment.getProperty(TESTS, Boolean.class, false);
  }

  /** Starts to ask for plans; returns of how many data sources. */
  private int plans() {
    boolean hikari =
        ClassUtils.isPresent(
            "com.zaxxer.hikari.HikariDataSource", ObservationWorkers.class.getClassLoader());
    Map<String, DataSource> all = beans.getBeansOfType(DataSource.class);
    int count = 0;
    for (Map.Entry<String, DataSource> one : all.entrySet()) {
      AutoCloseable plans =
          hikari
              ? HikariPlans.start(observer, one.getValue(), one.getKey(), all.size() == 1)
              : null;
      if (plans == null) {
        LOG.warn(
            "Headroom: no plans of the data source '"
                + one.getKey()
                + "': its address is not known; plans are asked for of HikariCP pools with a"
                + " jdbcUrl");
      } else {
        running.add(plans);
        count++;
      }
    }
    return count;
  }

  @Override
  public synchronized void stop() {
    started = false;
    for (AutoCloseable one : running) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.debug("Headroom: could not stop", e);
      }
    }
    running.clear();
  }

  @Override
  public boolean isRunning() {
    return started;
  }
}
