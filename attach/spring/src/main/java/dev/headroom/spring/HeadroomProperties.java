package dev.headroom.spring;

import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Accepted;
import dev.headroom.observe.ObserveOptions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Headroom's settings.
 *
 * @param enabled whether anything of Headroom runs in this service; default true
 * @param observe what is observed
 * @param admin who may use the control API
 * @param devservices embedded servers for development
 * @param fleet instances of this service that tell each other what they saw
 * @param thresholds where diagnosis draws its lines, such as {@code n-plus-one-minimum: 8}
 * @param accepted findings that are "true but fine"
 */
@ConfigurationProperties("headroom")
record HeadroomProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Observe observe,
    @DefaultValue Admin admin,
    @DefaultValue Devservices devservices,
    @DefaultValue Fleet fleet,
    @DefaultValue Map<String, String> thresholds,
    @DefaultValue List<AcceptedFinding> accepted) {

  /** The lines of diagnosis: as written, and the slow threshold of observation if it says none. */
  Thresholds lines() {
    Map<String, String> options = new HashMap<>(thresholds);
    options.putIfAbsent("slow", observe.slowThreshold().toMillis() + "ms");
    try {
      return Thresholds.of(options);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("headroom.thresholds: " + e.getMessage(), e);
    }
  }

  List<Accepted> acceptances() {
    return accepted.stream().map(AcceptedFinding::accepted).toList();
  }

  /**
   * What is observed.
   *
   * @param samples whether SQL texts and bind values are sampled for index advice; they are the
   *     application's data, so the default is false
   * @param slowThreshold an execution above it counts as slow; above 0, default 100ms
   * @param slowRequestThreshold a request above it is logged; above 0, default 500ms
   * @param maxEndpoints endpoints told apart, the rest are summed; 1 to 100,000, default 500; each
   *     costs up to 30 KB
   * @param maxStatements statements of endpoints told apart, the rest are summed; 1 to 100,000,
   *     default 2,000; each costs up to 30 KB
   * @param profile whether the JVM's flight recorder is joined to requests: own code, locks, pinned
   *     threads, flame graphs; costs about 1 % of the processor and up to 16 MB of files in {@code
   *     java.io.tmpdir}; default true, in a {@code @SpringBootTest} false
   * @param plans whether the plans of the statements that take most time are asked for, over a
   *     connection of Headroom's own per data source; default false
   */
  record Observe(
      @DefaultValue("false") boolean samples,
      @DefaultValue("100ms") Duration slowThreshold,
      @DefaultValue("500ms") Duration slowRequestThreshold,
      @DefaultValue("500") int maxEndpoints,
      @DefaultValue("2000") int maxStatements,
      @Nullable Boolean profile,
      @DefaultValue("false") boolean plans) {

    ObserveOptions options() {
      return new ObserveOptions(samples, slowThreshold, slowRequestThreshold)
          .withBounds(maxEndpoints, maxStatements);
    }
  }

  /**
   * Who may use the control API.
   *
   * @param role the role without prefix, as {@code isUserInRole} takes it; default ADMIN
   */
  record Admin(@DefaultValue("ADMIN") String role) {

    Admin {
      if (role.isBlank()) {
        throw new IllegalArgumentException(
            "headroom.admin.role must name a role; it cannot be switched off");
      }
    }
  }

  /**
   * Embedded servers, used when no database is configured and headroom-devservices is on the class
   * path.
   *
   * @param enabled whether to start them; default true
   * @param directory where their data lives; default .headroom/dev
   */
  record Devservices(
      @DefaultValue("true") boolean enabled, @DefaultValue(".headroom/dev") String directory) {}

  /**
   * Instances of this service that tell each other, through Redis, what they saw, so that each can
   * show the findings of all.
   *
   * @param enabled whether to; default false. Costs a value of some ten KB in Redis per instance,
   *     written every 15 seconds by a thread of its own
   * @param redisUrl for example {@code redis://localhost:6379}; left out, {@code
   *     headroom.cache.redis-url}, else the environment's {@code REDIS_URL}
   * @param name what instances of one service have in common; left out, {@code
   *     spring.application.name}
   */
  record Fleet(
      @DefaultValue("false") boolean enabled, @Nullable String redisUrl, @Nullable String name) {}

  /**
   * A finding that is "true but fine".
   *
   * @param finding its id
   * @param reason why it is fine
   * @param until last day, such as {@code 2027-03-01}
   * @param share its share of all time when it was accepted, 0..1; above 1.5 times that it is shown
   *     again
   */
  record AcceptedFinding(
      @Nullable String finding, @Nullable String reason, @Nullable String until, double share) {

    Accepted accepted() {
      if (finding == null || reason == null || until == null) {
        throw new IllegalArgumentException(
            "headroom.accepted needs finding, reason and until, such as {finding:"
                + " n-plus-one-3fa91c02, reason: \"nightly job\", until: 2027-03-01, share: 0.04}");
      }
      try {
        return new Accepted(finding, reason, LocalDate.parse(until), share);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "headroom.accepted: until of "
                + finding
                + " must be a day such as 2027-03-01, was '"
                + until
                + "'",
            e);
      }
    }
  }
}
