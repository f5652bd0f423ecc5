package dev.headroom.services.automations;

import dev.headroom.services.common.TokenSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own options.
 *
 * @param data what an empty database is filled with at start
 * @param openMetrics whether {@code /metrics} needs no token
 * @param modelUrl the model server, such as {@code http://127.0.0.1:8000}; empty: there is none
 * @param monthlyTokens how many tokens a new user has a month
 */
@ConfigurationProperties("automations")
record AutomationsProperties(
    @DefaultValue("full") Data data,
    @DefaultValue TokenSettings token,
    @DefaultValue("false") boolean openMetrics,
    @DefaultValue("") String modelUrl,
    @DefaultValue("1000000") long monthlyTokens) {

  AutomationsProperties {
    if (!modelUrl.isEmpty() && !modelUrl.matches("https?://[^/\\s]+(/\\S*)?")) {
      throw new IllegalArgumentException(
          "automations.model-url (MODEL_URL) is a URL such as http://127.0.0.1:8000, was '"
              + modelUrl
              + "'");
    }
    if (monthlyTokens < 0) {
      throw new IllegalArgumentException(
          "automations.monthly-tokens must be 0 or more, was " + monthlyTokens);
    }
  }

  /** How much. */
  enum Data {
    FULL(50_000, 200_000, 1_000_000, 100_000),
    /** For tests. */
    SMALL(60, 240, 6_000, 500),
    NONE(0, 0, 0, 0);

    final int users;
    final int automations;
    final int usages;
    final int runs;

    Data(int users, int automations, int usages, int runs) {
      this.users = users;
      this.automations = automations;
      this.usages = usages;
      this.runs = runs;
    }
  }
}
