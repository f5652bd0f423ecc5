package dev.headroom.loop;

import java.util.List;

/**
 * What fixes did under load, for one measure of one endpoint.
 *
 * @param id {@code before..after:endpoint:measure}
 * @param findings ids of the findings that the fixes answer
 * @param fixes ids of the fixes that differ between the arms
 * @param endpoint method and route template, a scenario's group, or {@code *} for all
 * @param measure for example {@code p50} or {@code cpu-per-request}
 * @param effect ratio after / before with its interval and verdict
 */
public record Proof(
    String id,
    List<String> findings,
    List<String> fixes,
    String endpoint,
    String measure,
    Effect effect) {

  /** Copies the lists. */
  public Proof {
    findings = List.copyOf(findings);
    fixes = List.copyOf(fixes);
  }
}
