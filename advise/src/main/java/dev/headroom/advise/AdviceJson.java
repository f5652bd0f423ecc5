package dev.headroom.advise;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report for programs. It carries no bind value. */
public final class AdviceJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private AdviceJson() {}

  /**
   * Writes a report as JSON of version 1.
   *
   * @param report what to write
   * @return one object, indented
   */
  public static String of(AdviceReport report) {
    Advice advice = report.advice();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("version", 1);
    root.put("database", report.database());
    root.put("method", report.method());
    root.put("measured", report.measured());
    root.put("complete", advice.complete());
    root.put("elapsedNanos", advice.elapsedNanos());
    ArrayNode notes = root.putArray("notes");
    report.notes().forEach(notes::add);
    root.set("before", MAPPER.valueToTree(advice.before()));
    root.set("after", MAPPER.valueToTree(advice.after()));
    ArrayNode create = root.putArray("create");
    for (IndexAdvice index : advice.indexes()) {
      ObjectNode one = create.addObject();
      one.put("name", index.name());
      one.put("table", index.table());
      one.put("columns", index.columns());
      ArrayNode steps = one.putArray("create");
      index.create().forEach(steps::add);
      one.put("undo", index.undo());
      one.put("sizeBytes", index.sizeBytes());
      one.put("buildNanos", index.buildNanos());
      one.set("writes", MAPPER.valueToTree(index.writes()));
      ArrayNode helped = one.putArray("helped");
      for (StatementEffect effect : index.helped()) {
        ObjectNode statement = helped.addObject();
        statement.put("statement", effect.statement().fingerprint());
        statement.put("endpoint", effect.statement().endpoint());
        statement.put("executions", effect.executions());
        statement.put("saving", effect.saving());
        statement.put("ownSaving", effect.ownSaving());
        statement.put("genericPlan", effect.genericPlan());
        statement.set("samples", MAPPER.valueToTree(effect.samples()));
      }
    }
    root.set("drop", MAPPER.valueToTree(report.drops()));
    root.set("applied", MAPPER.valueToTree(report.applied()));
    root.set("findings", MAPPER.valueToTree(report.findings(0)));
    root.set("refused", MAPPER.valueToTree(advice.refused()));
    root.set("skipped", MAPPER.valueToTree(advice.skipped()));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
