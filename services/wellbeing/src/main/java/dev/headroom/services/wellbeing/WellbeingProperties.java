package dev.headroom.services.wellbeing;

import dev.headroom.services.common.TokenSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own options.
 *
 * @param data what an empty database is filled with at start
 * @param times how many times the events of a real day each made one has, 1 to 100
 * @param openMetrics whether {@code /metrics} needs no token
 */
@ConfigurationProperties("wellbeing")
record WellbeingProperties(
    @DefaultValue("full") Data data,
    @DefaultValue("1") int times,
    @DefaultValue TokenSettings token,
    @DefaultValue("false") boolean openMetrics) {

  WellbeingProperties {
    if (times < 1 || times > 100) {
      throw new IllegalArgumentException(
          "wellbeing.times (WELLBEING_TIMES) is 1 to 100, was " + times);
    }
  }

  /** How much; each has the real month as its first user. */
  enum Data {
    /** 500 users, 180 days. */
    LARGE(500, 180),
    /** 100 users, 60 days. */
    FULL(100, 60),
    /** 4 users, 10 days, for tests. */
    SMALL(4, 10),
    NONE(0, 0);

    final int users;
    final int days;

    Data(int users, int days) {
      this.users = users;
      this.days = days;
    }
  }
}
