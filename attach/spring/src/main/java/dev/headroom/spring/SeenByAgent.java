package dev.headroom.spring;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import dev.headroom.observe.Observer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the agent in this JVM saw. Findings are the agent's own observations under the application's
 * thresholds and acceptances: the ones in {@code application.yml} hold with and without an agent.
 */
record SeenByAgent(AgentAccess agent, Observer own, FindingRules rules) implements Seen {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private record Profiles(int version, @Nullable List<Profile> profiles) {}

  private record Workload(int version, @Nullable List<StatementObservation> statements) {}

  @Override
  public String by() {
    String address = agent.address();
    return address.isEmpty() ? "agent" : "agent, " + address;
  }

  @Override
  public Observations observations() {
    return JSON.readValue(agent.json("observations"), Observations.class);
  }

  @Override
  public Acceptance judged() {
    return rules.judge(observations());
  }

  @Override
  public List<Profile> profiles() {
    List<Profile> profiles = JSON.readValue(agent.json("profiles"), Profiles.class).profiles();
    return profiles == null ? List.of() : profiles;
  }

  @Override
  public List<StatementObservation> workload() {
    List<StatementObservation> statements =
        JSON.readValue(agent.json("workload"), Workload.class).statements();
    return statements == null ? List.of() : statements;
  }

  @Override
  public long faults() {
    return own.faults();
  }

  @Override
  public void reset() {
    agent.reset();
    own.reset();
  }
}
