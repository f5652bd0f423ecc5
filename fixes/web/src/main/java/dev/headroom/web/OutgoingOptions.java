package dev.headroom.web;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a service that this one calls is called. Start from {@link #of}.
 *
 * @param name lower case words with dashes
 * @param hosts its hosts, such as {@code pay.example} (any port) or {@code pay.example:8443}; none:
 *     it is called by name only
 * @param timeout a call with its retries ends after this time, whatever it is doing; 10 ms to 10
 *     min, default 30 s
 * @param failures this many failures one after the other open the breaker; 1 to 100, default 5
 * @param reset an open breaker lets one call try after this time; 10 ms to 1 h, default 60 s
 * @param concurrent calls at a time, more are refused; 1 to 10,000, default 20. Each has a thread
 * @param retries how often a call that may be repeated is tried again; 0 to 5, default 2
 * @param backoff the wait before the first retry, doubled for each further one, by up to half more
 *     or less at random; 1 ms to 10 s, default 100 ms
 */
public record OutgoingOptions(
    String name,
    List<String> hosts,
    Duration timeout,
    int failures,
    Duration reset,
    int concurrent,
    int retries,
    Duration backoff) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9_]([a-z0-9_.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

  /** Checks the values. */
  public OutgoingOptions {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a dependency's name is lower case words with dashes, such as card-payments; was '"
              + name
              + "'");
    }
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "hosts has names of hosts, such as pay.example or pay.example:8443; was '"
                + host
                + "'");
      }
    }
    within("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(10));
    within("reset", reset, Duration.ofMillis(10), Duration.ofHours(1));
    within("backoff", backoff, Duration.ofMillis(1), Duration.ofSeconds(10));
    within("failures", failures, 1, 100);
    within("concurrent", concurrent, 1, 10_000);
    within("retries", retries, 0, 5);
    if (retries > 0 && backoff.compareTo(timeout) >= 0) {
      throw new IllegalArgumentException(
          "backoff "
              + backoff
              + " leaves no time for a retry within timeout "
              + timeout
              + ": shorten it or set retries to 0");
    }
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }

  /**
   * The defaults.
   *
   * @param name its name
   * @param hosts its hosts
   * @return options
   */
  public static OutgoingOptions of(String name, String... hosts) {
    return new OutgoingOptions(
        name,
        List.of(hosts),
        Duration.ofSeconds(30),
        5,
        Duration.ofSeconds(60),
        20,
        2,
        Duration.ofMillis(100));
  }
}
