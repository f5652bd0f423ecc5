package dev.headroom.cli;

import dev.headroom.prove.Calibration;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.PreparedScenario;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.ServiceClient;
import dev.headroom.prove.Target;
import dev.headroom.prove.WorkMeter;
import java.util.Set;

/**
 * A running service, ready to be loaded and measured.
 *
 * @param service what runs
 * @param target its address
 * @param prepared the scenario with its users signed in
 * @param engine loads it
 * @param meter of what that costs
 * @param calibration of the load
 */
record Place(
    Running.Service service,
    Target target,
    PreparedScenario prepared,
    LoadEngine engine,
    WorkMeter meter,
    Calibration calibration)
    implements AutoCloseable {

  static Place of(Running running, Running.Service service, Scenario scenario, long seed)
      throws Exception {
    Target target = Target.of(service.process().base().toString(), Set.of());
    PreparedScenario prepared = Preparation.prepare(target, scenario);
    LoadEngine engine = new LoadEngine(target, prepared);
    return new Place(
        service,
        target,
        prepared,
        engine,
        new WorkMeter(service.client(), new ProcessCpu(running.processes(service))),
        new Calibration(engine, scenario, seed));
  }

  ServiceClient client() {
    return service.client();
  }

  @Override
  public void close() {
    engine.close();
  }
}
