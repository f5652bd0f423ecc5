package dev.headroom.spring;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import dev.headroom.observe.Observer;
import java.util.List;

/** What the starter's own observer saw. */
record SeenByStarter(Observer observer, FindingRules rules) implements Seen {

  @Override
  public String by() {
    return "starter";
  }

  @Override
  public Observations observations() {
    return observer.snapshot();
  }

  @Override
  public Acceptance judged() {
    return rules.judge(observations());
  }

  @Override
  public List<Profile> profiles() {
    return observer.profiles();
  }

  @Override
  public List<StatementObservation> workload() {
    return observer.workload();
  }

  @Override
  public long faults() {
    return observer.faults();
  }

  @Override
  public void reset() {
    observer.reset();
  }
}
