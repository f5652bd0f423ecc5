package dev.headroom.spring;

import dev.headroom.observe.ObserveOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Headroom's settings.
 *
 * @param enabled whether anything of Headroom runs in this service; default true
 * @param observe what is observed
 * @param admin who may use the control API
 * @param devservices embedded servers for development
 */
@ConfigurationProperties("headroom")
record HeadroomProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Observe observe,
    @DefaultValue Admin admin,
    @DefaultValue Devservices devservices) {

  /**
   * What is observed.
   *
   * @param samples whether SQL texts and bind values are sampled for index advice; they are the
   *     application's data, so the default is false
   * @param slowThreshold an execution above it counts as slow; above 0, default 100ms
   * @param slowRequestThreshold a request above it is logged; above 0, default 500ms
   */
  record Observe(
      @DefaultValue("false") boolean samples,
      @DefaultValue("100ms") Duration slowThreshold,
      @DefaultValue("500ms") Duration slowRequestThreshold) {

    ObserveOptions options() {
      return new ObserveOptions(samples, slowThreshold, slowRequestThreshold);
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
}
