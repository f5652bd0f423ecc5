package dev.headroom.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/headroomcache}: statistics without values. Invalidating ({@code DELETE}) is off
 * until {@code management.endpoint.headroomcache.access=unrestricted}, and needs the admin role
 * even then.
 */
@Endpoint(id = "headroomcache", defaultAccess = Access.READ_ONLY)
final class CacheEndpoint {

  private final CacheControl control;
  private final String role;

  CacheEndpoint(CacheControl control, String role) {
    this.control = control;
    this.role = role;
  }

  @ReadOperation
  CacheControl.Overview overview() {
    return control.overview();
  }

  @ReadOperation
  CacheControl.Space space(@Selector String namespace) {
    try {
      return control.space(namespace);
    } catch (IllegalArgumentException unknown) {
      throw refused(String.valueOf(unknown.getMessage()));
    }
  }

  @DeleteOperation
  CacheControl.Invalidated invalidate(
      SecurityContext who,
      @Selector String namespace,
      @Nullable String key,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable Boolean all) {
    if (!who.isUserInRole(role)) {
      throw refused("invalidating needs the role " + role + " (headroom.admin.role)");
    }
    try {
      return control.invalidate(namespace, key, tag, pattern, Boolean.TRUE.equals(all));
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      throw refused(String.valueOf(wrong.getMessage()));
    }
  }

  private static InvalidEndpointRequestException refused(String why) {
    return new InvalidEndpointRequestException(why, why);
  }
}
