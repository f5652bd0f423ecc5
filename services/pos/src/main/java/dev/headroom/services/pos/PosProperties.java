package dev.headroom.services.pos;

import dev.headroom.services.common.TokenSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own options.
 *
 * @param data what an empty database is filled with at start
 * @param openMetrics whether {@code /metrics} needs no token
 */
@ConfigurationProperties("pos")
record PosProperties(
    @DefaultValue("full") Data data,
    @DefaultValue TokenSettings token,
    @DefaultValue("false") boolean openMetrics) {

  /** How much. */
  enum Data {
    /** 40 restaurants, over a million order lines. */
    FULL,
    /** 3 restaurants: the real year and two short ones. */
    SMALL,
    NONE
  }
}
