package org.example.clinic;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bed and who lies in it. */
public final class Bed {

  private long id;
  private @Nullable Patient patient;

  Map<String, Object> line() {
    return Map.of("bed", id, "patient", patient == null ? Map.of() : patient.line());
  }
}
