package dev.headroom.prove;

import java.util.Set;

/**
 * One of the settings that a proof compares.
 *
 * @param name for example {@code as-found}
 * @param on ids of the fixes that are on, of every scope
 */
public record Arm(String name, Set<String> on) {

  /** Copies the set. */
  public Arm {
    on = Set.copyOf(on);
  }

  /** Makes the service (and the database) be as an arm says. */
  @FunctionalInterface
  public interface Switch {

    /**
     * Returns when every request from now on meets this setting.
     *
     * @param arm the setting
     * @throws Exception if it cannot be switched; ends the run
     */
    void to(Arm arm) throws Exception;
  }
}
