package dev.headroom.services.wellbeing;

import java.util.List;

/**
 * What the privacy score is made of.
 *
 * @param applications those installed, by name
 * @param lockedDevices phones with a screen lock
 * @param devices all
 */
record PrivacyFacts(List<App> applications, long lockedDevices, long devices) {

  /**
   * An application and the worst that its permissions allow.
   *
   * @param packageName the application
   * @param name for people
   * @param risk the highest of its permissions' risks
   * @param permissions how many it has
   */
  record App(String packageName, String name, Risk risk, int permissions) {}
}
