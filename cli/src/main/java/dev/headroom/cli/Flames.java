package dev.headroom.cli;

import dev.headroom.dashboard.FindingsPage;
import dev.headroom.loop.Profile;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the service runs in two arms of a proof, sampled under the same load, as one page of flame
 * graphs that shows the difference. The service's own window goes on: what it had sampled before a
 * stretch is taken off.
 */
final class Flames {

  static final String PAGE = "flames.html";

  private final ServiceClient client;
  private final LoadEngine engine;
  private final double rate;
  private final Duration length;
  private final long seed;

  /**
   * Sampling.
   *
   * @param client of the service
   * @param engine that loads it
   * @param rate per second
   * @param observed how long causes are looked for; half of it is enough for a graph
   * @param seed of arrivals and requests
   */
  Flames(ServiceClient client, LoadEngine engine, double rate, Duration observed, long seed) {
    this.client = client;
    this.engine = engine;
    this.rate = rate;
    this.length = observed.dividedBy(2);
    this.seed = seed;
  }

  /** Samples the present arm; a service that tells of no profiles costs no proof. */
  List<Profile> sample() throws InterruptedException {
    List<Profile> before;
    try {
      before = client.profiles();
    } catch (IOException e) {
      return List.of();
    }
    engine.run(new Load.Open(rate, Load.Spacing.POISSON, length, seed));
    try {
      return since(before, client.profiles());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What came in between; a window that began anew meanwhile has nothing of before. */
  static List<Profile> since(List<Profile> before, List<Profile> after) {
    Map<List<Object>, Map<List<String>, Long>> was = new HashMap<>();
    for (Profile profile : before) {
      Map<List<String>, Long> stacks =
          was.computeIfAbsent(List.of(profile.endpoint(), profile.kind()), k -> new HashMap<>());
      profile.stacks().forEach(s -> stacks.merge(s.frames(), s.weight(), Long::sum));
    }
    List<Profile> grown = new ArrayList<>();
    for (Profile profile : after) {
      Map<List<String>, Long> stacks =
          was.getOrDefault(List.of(profile.endpoint(), profile.kind()), Map.of());
      boolean anew =
          profile.stacks().stream().anyMatch(s -> s.weight() < stacks.getOrDefault(s.frames(), 0L));
      grown.add(
          new Profile(
              profile.endpoint(),
              profile.kind(),
              profile.stacks().stream()
                  .map(
                      s ->
                          new Profile.Stack(
                              s.frames(),
                              s.weight() - (anew ? 0 : stacks.getOrDefault(s.frames(), 0L))))
                  .filter(s -> s.weight() > 0)
                  .toList(),
              0));
    }
    return grown;
  }

  /**
   * Writes the page beside the report.
   *
   * @return what came of it, in words
   */
  static String write(Path folder, String title, List<Profile> before, List<Profile> after)
      throws IOException {
    if (before.stream().allMatch(p -> p.stacks().isEmpty())
        || after.stream().allMatch(p -> p.stacks().isEmpty())) {
      Files.deleteIfExists(folder.resolve(PAGE)); // of an earlier run
      return "nothing was sampled: no flame graphs";
    }
    List<Profile> ordered = new ArrayList<>(after);
    ordered.sort(Comparator.comparing(p -> p.endpoint().startsWith("("))); // background at the end
    Files.writeString(folder.resolve(PAGE), FindingsPage.difference(title, before, ordered));
    return PAGE;
  }
}
