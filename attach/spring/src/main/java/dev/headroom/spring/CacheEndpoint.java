package dev.headroom.spring;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

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
  Object space(@Selector String namespace) {
    try {
      return control.space(namespace);
    } catch (IllegalArgumentException unknown) {
      return refused(WebEndpointResponse.STATUS_NOT_FOUND, unknown);
    }
  }

  @DeleteOperation
  Object invalidate(
      SecurityContext who,
      @Selector String namespace,
      @Nullable String key,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable Boolean all) {
    if (!who.isUserInRole(role)) {
      return new WebEndpointResponse<>(
          Map.of("detail", "invalidating needs the role " + role + " (headroom.admin.role)"), 403);
    }
    try {
      return control.invalidate(namespace, key, tag, pattern, Boolean.TRUE.equals(all));
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      return refused(WebEndpointResponse.STATUS_BAD_REQUEST, wrong);
    }
  }

  private static WebEndpointResponse<Map<String, String>> refused(int status, Exception why) {
    return new WebEndpointResponse<>(Map.of("detail", String.valueOf(why.getMessage())), status);
  }
}
