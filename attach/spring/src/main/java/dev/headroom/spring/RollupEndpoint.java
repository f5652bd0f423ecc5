package dev.headroom.spring;

import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/headroomrollup}: how fresh rollups are, what waits, and when they were filled.
 * Reads only: what is verified and rebuilt is so by {@code headroom rollup}.
 */
@Endpoint(id = "headroomrollup", defaultAccess = Access.READ_ONLY)
final class RollupEndpoint {

  private static final int VERSION = 1;

  private final RollupView view;

  RollupEndpoint(RollupView view) {
    this.view = view;
  }

  record Overview(int version, long beginFaults, List<RollupView.One> rollups) {}

  @ReadOperation
  Overview overview() {
    RollupView.Look look = view.now();
    return new Overview(VERSION, look.beginFaults(), look.rollups());
  }

  @ReadOperation
  Object one(@Selector String rollup) {
    try {
      return view.one(rollup);
    } catch (IllegalArgumentException unknown) {
      return new WebEndpointResponse<>(
          Map.of("detail", String.valueOf(unknown.getMessage())),
          WebEndpointResponse.STATUS_NOT_FOUND);
    }
  }
}
