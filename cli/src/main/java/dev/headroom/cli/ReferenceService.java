package dev.headroom.cli;

import dev.headroom.loop.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A reference service that the command line can run.
 *
 * @param name the folder under {@code services}
 * @param title one line for people
 * @param ownerEmail account that may switch fixes
 * @param ownerPassword its password
 * @param accounts to sign in with, for people
 * @param examples calls to try, with {@code BASE} for the address
 * @param sqlite whether its database is a SQLite file instead of PostgreSQL
 * @param processSettings by fix of PROCESS scope, the environment of a process that has it; one
 *     that is not there is told by its flag alone
 */
record ReferenceService(
    String name,
    String title,
    String ownerEmail,
    String ownerPassword,
    List<String> accounts,
    List<String> examples,
    boolean sqlite,
    Map<String, Map<String, String>> processSettings) {

  private static final String TOKEN =
      "TOKEN=$(curl -s -H 'Content-Type: application/json' -d '{\"email\":\"%s\",\"password\":\"%s\"}'"
          + " BASE/api/v1/auth/sign-in | sed 's/.*\"accessToken\":\"\\([^\"]*\\).*/\\1/')";

  private static final ReferenceService POS =
      new ReferenceService(
          "pos",
          "point of sale: restaurants, menus, orders",
          "owner@headroom.example",
          "owner",
          List.of(
              "owner@headroom.example / owner (every restaurant, switches fixes)",
              "manager1@headroom.example / manager (restaurant 1, the real year; so 2 to 40)",
              "staff1@headroom.example / staff"),
          List.of(
              "curl -s BASE/api/v1/health",
              TOKEN.formatted("owner@headroom.example", "owner"),
              "curl -s -H \"Authorization: Bearer $TOKEN\" BASE/api/v1/restaurants/1/menu",
              "curl -s -H \"Authorization: Bearer $TOKEN\" 'BASE/api/v1/restaurants/1/orders?size=3'",
              "curl -s -H \"Authorization: Bearer $TOKEN\" "
                  + "'BASE/api/v1/restaurants/1/analytics/revenue?by=day&from=2015-05-01&to=2015-05-31'"),
          false,
          Map.of());

  private static final ReferenceService WELLBEING =
      new ReferenceService(
          "wellbeing",
          "digital wellbeing: screen time, focus, notifications, scores",
          "admin@headroom.example",
          "admin",
          List.of(
              "admin@headroom.example / admin (switches fixes)",
              "user1@headroom.example / user (a real month of one phone, March 2017)",
              "user2@headroom.example / user (generated, to 31 March 2017; so 3 to 100)"),
          List.of(
              "curl -s BASE/api/v1/health",
              TOKEN.formatted("user2@headroom.example", "user"),
              "curl -s -H \"Authorization: Bearer $TOKEN\" 'BASE/api/v1/analytics/dashboard?date=2017-03-31'",
              "curl -s -H \"Authorization: Bearer $TOKEN\" 'BASE/api/v1/analytics/insights?date=2017-03-31'"),
          false,
          Map.of());

  static final ReferenceService AUTOMATIONS =
      new ReferenceService(
          "automations",
          "automations on SQLite: users, subscriptions, runs, tokens, administration",
          "admin@headroom.example",
          "admin",
          List.of(
              "admin@headroom.example / admin (administers, switches fixes)",
              "user1@headroom.example / user"),
          List.of(
              "curl -s BASE/api/v1/health",
              TOKEN.formatted("admin@headroom.example", "admin"),
              "curl -s -H \"Authorization: Bearer $TOKEN\" BASE/api/v1/me",
              "curl -s -H \"Authorization: Bearer $TOKEN\" BASE/api/v1/admin/dashboard"),
          true,
          Map.of("sqlite", Map.of("HEADROOM_SQLITE_ENABLED", "true")));

  private static final Map<String, ReferenceService> KNOWN =
      new TreeMap<>(
          Map.of(POS.name(), POS, WELLBEING.name(), WELLBEING, AUTOMATIONS.name(), AUTOMATIONS));

  static ReferenceService named(String name) {
    ReferenceService service = KNOWN.get(name);
    if (service == null) {
      throw new IllegalArgumentException(Nearest.unknown("service", name, KNOWN.keySet()));
    }
    if (!Files.isDirectory(service.folder(Home.checkout()))) {
      throw new IllegalArgumentException(
          "the reference services are not in the released archive: run ./headroom in a checkout of"
              + " the sources");
    }
    return service;
  }

  /**
   * Settings while it is proved: the whole load comes from one address and from few users, which
   * limits by address and user would take for one client each.
   *
   * @param process fixes of PROCESS scope that the process has
   */
  Map<String, String> whileProved(Set<String> process) {
    Map<String, String> settings = new HashMap<>(settings(process));
    settings.put("SIGN_IN_LIMIT", "1000000");
    settings.put("USER_LIMIT", "1000000");
    return settings;
  }

  /** Settings of a process that has these fixes. */
  Map<String, String> settings(Set<String> process) {
    Map<String, String> settings = new HashMap<>();
    settings.put("HEADROOM_OBSERVE_SAMPLES", "true");
    process.forEach(fix -> settings.putAll(processSettings.getOrDefault(fix, Map.of())));
    return settings;
  }

  Path folder(Path home) {
    return home.resolve("services").resolve(name);
  }

  Path jar(Path home) {
    return folder(home).resolve("target/headroom-" + name + "-0.1.0-SNAPSHOT-exec.jar");
  }

  /** Of the virtual machine of one that is served: little memory. */
  static Path options(Path home) {
    return home.resolve("services/jvm.options");
  }

  Path scenario(Path home) {
    return folder(home).resolve("src/main/resources/scenario.yml");
  }

  Path budgets(Path home) {
    return folder(home).resolve("src/main/resources/budgets.yml");
  }

  Path verification(Path home) {
    return folder(home).resolve("src/main/resources/verification.yml");
  }

  Path indexesByHand(Path home) {
    return folder(home).resolve("src/main/resources/db/fixes/indexes.sql");
  }
}
