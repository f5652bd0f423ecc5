package dev.headroom.apps;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A finding as it is told over HTTP. */
record Said(
    String id,
    FindingKind kind,
    String endpoint,
    String statement,
    String codeLine,
    double share,
    Confidence confidence,
    String summary) {

  static List<Said> of(JsonNode document) {
    List<Said> all = new ArrayList<>();
    for (JsonNode f : document.get("findings")) {
      all.add(
          new Said(
              f.get("id").asString(),
              FindingKind.valueOf(constant(f.get("kind").asString())),
              f.get("endpoint").asString(),
              f.get("statement").asString(),
              f.get("codeLine").asString(),
              f.get("shareOfTime").asDouble(),
              Confidence.valueOf(constant(f.get("confidence").asString())),
              f.get("summary").asString()));
    }
    return all;
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  boolean isSaid() {
    return confidence != Confidence.LOW;
  }

  @Override
  public String toString() {
    return "%s %s %s %.4f [%s] %s at %s"
        .formatted(confidence, kind.id(), endpoint, share, statement, summary, codeLine);
  }
}
