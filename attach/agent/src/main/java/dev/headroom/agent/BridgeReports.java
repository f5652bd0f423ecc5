package dev.headroom.agent;

import dev.headroom.bridge.AgentBridge;
import dev.headroom.observe.Observer;

/** What the agent answers to other libraries in the JVM. */
record BridgeReports(Observer observer, Findings findings, WebReports web, Page page)
    implements AgentBridge.Agent {

  @Override
  public String address() {
    return page.address();
  }

  @Override
  public String json(String what) {
    return findings.json(what);
  }

  @Override
  public void cacheLookup(long nanos, boolean hit) {
    observer.cacheLookup(nanos, hit);
  }

  @Override
  public void route(String route) {
    web.route(route);
  }

  @Override
  public void reset() {
    observer.reset();
  }
}
