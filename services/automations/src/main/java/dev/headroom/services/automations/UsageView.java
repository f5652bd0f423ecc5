package dev.headroom.services.automations;

import java.time.LocalDate;

/** What was used; money in millionths. */
record UsageView(long runs, long promptTokens, long completionTokens, long costMicros) {

  /** Of one day (UTC) and model. */
  record Day(
      LocalDate day,
      String model,
      long runs,
      long promptTokens,
      long completionTokens,
      long costMicros) {}

  /** Of one user. */
  record User(long userId, long runs, long tokens, long costMicros) {}
}
