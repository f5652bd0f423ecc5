package org.example.clinic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A patient, with visits where they were asked for. */
public final class Patient {

  private long id;
  private String name = "";
  private int born;
  private List<Visit> visits = new ArrayList<>();

  Map<String, Object> line() {
    return Map.of("id", id, "name", name, "born", born);
  }

  Map<String, Object> whole() {
    return Map.of("name", name, "born", born, "visits", visits.stream().map(Visit::line).toList());
  }
}
