package org.example.clinic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A visit, with prescriptions where they were asked for. */
public final class Visit {

  private long id;
  private String day = "";
  private String reason = "";
  private List<Prescription> prescriptions = new ArrayList<>();

  Map<String, Object> line() {
    return Map.of("id", id, "day", day, "reason", reason);
  }

  Map<String, Object> whole() {
    return Map.of("day", day, "drugs", prescriptions.stream().map(Prescription::drug).toList());
  }
}
