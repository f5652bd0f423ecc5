package dev.headroom.services.automations;

/** A language model and what it costs, in millionths for 1,000 tokens. */
enum Model {
  CHAT("chat", 2_500, 10_000),
  CODE("code", 1_000, 5_000);

  final String id;
  private final long promptMicros;
  private final long completionMicros;

  Model(String id, long promptMicros, long completionMicros) {
    this.id = id;
    this.promptMicros = promptMicros;
    this.completionMicros = completionMicros;
  }

  /** Rounded up. */
  long costMicros(int promptTokens, int completionTokens) {
    return (promptTokens * promptMicros + completionTokens * completionMicros + 999) / 1_000;
  }
}
