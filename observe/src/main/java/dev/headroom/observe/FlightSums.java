package dev.headroom.observe;

import dev.headroom.loop.Profile;
import dev.headroom.loop.RuntimeObservation.Blocked;
import dev.headroom.loop.RuntimeObservation.Hot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the flight recorder sampled over the window, by endpoint. Written by the recorder's own
 * thread, so a lock is enough. Bounded: {@value #MOST_ENDPOINTS} endpoints, {@value #MOST_STACKS}
 * stacks of a profile and {@value #MOST_STACKS_IN_ALL} in all, {@value #MOST_PLACES} code lines.
 */
final class FlightSums {

  private static final int MOST_ENDPOINTS = 200;
  private static final int MOST_STACKS = 2_000;
  private static final int MOST_STACKS_IN_ALL = 20_000;
  private static final int MOST_PLACES = 5_000;
  private static final int SHOWN = 100;

  private final Map<String, Endpoint> endpoints = new HashMap<>();
  private final Map<Place, long[]> blocked = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private int stacks;
  private int places;
  private long pauseNanos;
  private long maxPauseNanos;
  private long allocatedBytes;

  /** Where threads stood still. */
  private record Place(String endpoint, boolean pinned, String what, String codeLine) {}

  /** One endpoint's samples. */
  private static final class Endpoint {

    private final Stacks cpu = new Stacks();
    private final Stacks allocation = new Stacks();
    private final Map<String, long[]> hot = new HashMap<>();
    private long samples;
  }

  /** Stacks with their weights. */
  private static final class Stacks {

    private final Map<List<String>, long[]> weights = new HashMap<>();
    private long dropped;

    Profile profile(String endpoint, Profile.Kind kind) {
      List<Profile.Stack> all = new ArrayList<>();
      weights.forEach((frames, weight) -> all.add(new Profile.Stack(frames, weight[0])));
      all.sort(Comparator.comparingLong(Profile.Stack::weight).reversed());
      return new Profile(endpoint, kind, all, dropped);
    }
  }

  /**
   * Adds a sample.
   *
   * @param frames the outermost first
   * @param codeLine the application's line, or null if the stack has none
   */
  synchronized void sample(
      String name, Profile.Kind kind, List<String> frames, @Nullable String codeLine, long weight) {
    Endpoint endpoint = endpoint(name);
    boolean cpu = kind == Profile.Kind.CPU;
    if (cpu) {
      endpoint.samples += weight;
    } else {
      allocatedBytes += weight;
    }
    Stacks into = cpu ? endpoint.cpu : endpoint.allocation;
    long[] known = into.weights.get(frames);
    if (known != null) {
      known[0] += weight;
    } else if (stacks < MOST_STACKS_IN_ALL && into.weights.size() < MOST_STACKS) {
      stacks++;
      into.weights.put(frames.stream().map(this::shared).toList(), new long[] {weight});
    } else {
      into.dropped += weight;
    }
    if (codeLine != null) {
      long[] sums = endpoint.hot.get(codeLine);
      if (sums == null && places < MOST_PLACES) {
        places++;
        sums = new long[2];
        endpoint.hot.put(codeLine, sums);
      }
      if (sums != null) {
        sums[cpu ? 0 : 1] += weight;
      }
    }
  }

  private Endpoint endpoint(String name) {
    Endpoint known = endpoints.get(name);
    if (known != null) {
      return known;
    }
    return endpoints.computeIfAbsent(
        endpoints.size() < MOST_ENDPOINTS ? name : "(other)", any -> new Endpoint());
  }

  /** One string for all frames of the same name. */
  private String shared(String name) {
    String known = names.putIfAbsent(name, name);
    return known == null ? name : known;
  }

  synchronized void blocked(
      String endpoint, boolean pinned, String what, @Nullable String codeLine, long nanos) {
    Place place = new Place(endpoint, pinned, what, codeLine == null ? "" : codeLine);
    long[] sums = blocked.get(place);
    if (sums == null && blocked.size() < MOST_PLACES) {
      sums = new long[2];
      blocked.put(place, sums);
    }
    if (sums != null) {
      sums[0]++;
      sums[1] += nanos;
    }
  }

  synchronized void collected(long pause, long longest) {
    pauseNanos += pause;
    maxPauseNanos = Math.max(maxPauseNanos, longest);
  }

  /** Samples that found no place: they are in no profile but that of what is unknown. */
  synchronized void dropped(Profile.Kind kind, long weight) {
    Endpoint other = endpoint("(other)");
    (kind == Profile.Kind.CPU ? other.cpu : other.allocation).dropped += weight;
  }

  synchronized long pauseNanos() {
    return pauseNanos;
  }

  synchronized long maxPauseNanos() {
    return maxPauseNanos;
  }

  synchronized long allocatedBytes() {
    return allocatedBytes;
  }

  synchronized List<Profile> profiles() {
    List<Profile> all = new ArrayList<>();
    endpoints.forEach(
        (name, endpoint) -> {
          add(all, endpoint.cpu.profile(name, Profile.Kind.CPU));
          add(all, endpoint.allocation.profile(name, Profile.Kind.ALLOCATION));
        });
    all.sort(Comparator.comparing(Profile::endpoint).thenComparing(Profile::kind));
    return all;
  }

  private static void add(List<Profile> all, Profile profile) {
    if (!profile.stacks().isEmpty() || profile.dropped() > 0) {
      all.add(profile);
    }
  }

  /** The lines with the largest shares of processor samples and of bytes together. */
  synchronized List<Hot> hot() {
    List<Hot> all = new ArrayList<>();
    long samples = 1;
    long bytes = 1;
    for (Map.Entry<String, Endpoint> entry : endpoints.entrySet()) {
      Endpoint endpoint = entry.getValue();
      endpoint.hot.forEach(
          (line, sums) ->
              all.add(new Hot(entry.getKey(), line, sums[0], endpoint.samples, sums[1])));
      samples += endpoint.samples;
      bytes += endpoint.hot.values().stream().mapToLong(sums -> sums[1]).sum();
    }
    double perSample = 1.0 / samples;
    double perByte = 1.0 / bytes;
    all.sort(
        Comparator.comparingDouble(
                (Hot hot) -> hot.samples() * perSample + hot.allocatedBytes() * perByte)
            .reversed());
    return all.subList(0, Math.min(SHOWN, all.size()));
  }

  synchronized List<Blocked> blocked() {
    return blocked.entrySet().stream()
        .map(
            entry -> {
              Place at = entry.getKey();
              long[] sums = entry.getValue();
              return new Blocked(at.endpoint, at.pinned, at.what, at.codeLine, sums[0], sums[1]);
            })
        .sorted(Comparator.comparingLong(Blocked::nanos).reversed())
        .limit(SHOWN)
        .toList();
  }
}
