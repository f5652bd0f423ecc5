package dev.headroom.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Statistics of a cache for a console. */
final class CacheText {

  private final StringBuilder text = new StringBuilder();

  private CacheText() {}

  static String of(JsonNode all) {
    CacheText text = new CacheText();
    text.head(all);
    text.line(
        "namespace",
        "hit rate",
        "L1",
        "L2",
        "misses",
        "joined",
        "loads",
        "ms a load",
        "entries",
        "evicted",
        "stale",
        "TTL",
        "advised");
    all.path("namespaces").forEach(text::space);
    text.text.append(
        "\n* can be warmed. stale: of the hits that were compared with a load (shadow-reads);"
            + " advised:\n  the longest TTL with at most 1 % of stale answers.\n");
    return text.text.toString();
  }

  private void head(JsonNode all) {
    String redis = all.path("redis").asString();
    text.append("Redis: ")
        .append(
            switch (redis) {
              case "UP" -> "in use";
              case "DOWN" -> "not usable now; values are kept in the process, or loaded";
              default -> "none; values stay in the process";
            });
    if (!redis.equals("NONE")) {
      text.append(
          String.format(
              Locale.ROOT,
              "; outages %d, gaps %d, journal %d, feed heard %.1f s ago, last event took %.1f ms",
              all.path("outages").asLong(),
              all.path("gaps").asLong(),
              all.path("journal").asLong(),
              all.path("feedSilentSeconds").asDouble(),
              all.path("feedLagSeconds").asDouble() * 1_000));
    }
    text.append("\n\n");
  }

  private void space(JsonNode space) {
    String name =
        space.path("namespace").asString() + (space.path("warmable").asBoolean() ? " *" : "");
    JsonNode stats = space.path("stats");
    String ttl = seconds(space.path("ttlSeconds"));
    if (!stats.isObject()) {
      line(name, "not used", "", "", "", "", "", "", "", "", "", ttl, "");
      return;
    }
    long loads = stats.path("loads").asLong();
    line(
        name,
        share(space.path("hitRate")),
        stats.path("l1Hits").asString(),
        stats.path("l2Hits").asString(),
        stats.path("misses").asString(),
        stats.path("joined").asString(),
        Long.toString(loads),
        loads == 0
            ? ""
            : String.format(Locale.ROOT, "%.2f", stats.path("loadNanos").asDouble() / 1e6 / loads),
        stats.path("entries").asString(),
        stats.path("evictions").asString(),
        space.path("staleRate").isNumber() ? share(space.path("staleRate")) : "?",
        ttl,
        space.path("advisedTtlSeconds").isNumber()
            ? seconds(space.path("advisedTtlSeconds"))
            : "?");
  }

  private static String share(JsonNode share) {
    return String.format(Locale.ROOT, "%.1f %%", share.asDouble() * 100);
  }

  private static String seconds(JsonNode seconds) {
    double value = seconds.asDouble();
    return value >= 7_200
        ? String.format(Locale.ROOT, "%.0f h", value / 3_600)
        : value >= 120
            ? String.format(Locale.ROOT, "%.0f min", value / 60)
            : String.format(Locale.ROOT, "%.1f s", value);
  }

  private void line(String name, String... cells) {
    text.append(String.format(Locale.ROOT, "%-24s", name));
    for (String cell : cells) {
      text.append(String.format(Locale.ROOT, " %9s", cell));
    }
    text.append('\n');
  }
}
