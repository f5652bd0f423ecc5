package dev.headroom.services.pos;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How updates are pushed.
 *
 * @param queue events that may wait for one connection before it is cut off, 1 to 100,000; each
 *     costs at most about 4 KB while it waits, shared by all connections of its restaurant
 * @param heartbeat how often an idle connection is pinged and the log is read for events of other
 *     instances, 1 s to 10 min
 */
@ConfigurationProperties("pos.updates")
record UpdatesProperties(@DefaultValue("256") int queue, @DefaultValue("30s") Duration heartbeat) {

  UpdatesProperties {
    if (queue < 1 || queue > 100_000) {
      throw new IllegalArgumentException("pos.updates.queue must be 1 to 100000, was " + queue);
    }
    if (heartbeat.compareTo(Duration.ofSeconds(1)) < 0
        || heartbeat.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "pos.updates.heartbeat must be 1s to 10m, was " + heartbeat);
    }
  }
}
