package dev.headroom.traces;

import dev.headroom.traces.Span.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which request each span of a trace belongs to: the nearest one above it, whatever thread it ran
 * on, and whatever lies between. A span whose parents are missing belongs to its service's request
 * if the trace has just one.
 */
final class TraceTree {

  /** Above it is no request: a job, a start. */
  static final int BACKGROUND = -1;

  /** What lies above it is not in the traces. */
  static final int ORPHAN = -2;

  private static final int UNRESOLVED = -3;
  private static final int VISITING = -4;

  /** Ancestors that are asked for a line of code, or for the same statement. */
  private static final int NEAR = 8;

  final List<Span> spans;
  private final Map<Long, Integer> byId;
  private final int[] owner;

  TraceTree(List<Span> all) {
    byId = new HashMap<>(all.size() * 2);
    spans = new ArrayList<>(all.size());
    for (Span span : all) {
      // Exporters that retry deliver a span twice.
      if (byId.putIfAbsent(span.id, spans.size()) == null) {
        spans.add(span);
      }
    }
    owner = new int[spans.size()];
    Arrays.fill(owner, UNRESOLVED);
    for (int i = 0; i < owner.length; i++) {
      resolve(i);
    }
    adopt();
  }

  private void resolve(int from) {
    int at = from;
    int found = UNRESOLVED;
    List<Integer> path = new ArrayList<>();
    while (found == UNRESOLVED) {
      if (owner[at] >= ORPHAN) {
        found = owner[at];
      } else if (owner[at] == VISITING) {
        found = ORPHAN; // a circle of parents
      } else {
        path.add(at);
        owner[at] = VISITING;
        Span span = spans.get(at);
        Integer parent = byId.get(span.parent);
        if (span.role == Role.REQUEST) {
          found = at;
        } else if (span.parent == 0) {
          found = BACKGROUND;
        } else if (parent == null) {
          found = ORPHAN;
        } else {
          at = parent;
        }
      }
    }
    for (int each : path) {
      owner[each] = found;
    }
  }

  private void adopt() {
    Map<String, Integer> only = new HashMap<>();
    for (int i = 0; i < owner.length; i++) {
      if (spans.get(i).role == Role.REQUEST) {
        only.merge(spans.get(i).service.name, i, (a, b) -> ORPHAN);
      }
    }
    for (int i = 0; i < owner.length; i++) {
      if (owner[i] == ORPHAN) {
        owner[i] = only.getOrDefault(spans.get(i).service.name, ORPHAN);
      }
    }
  }

  /** Index of the request, {@link #BACKGROUND} or {@link #ORPHAN}. */
  int owner(int i) {
    return owner[i];
  }

  /** The line of code of a span or of the nearest span above it that tells one; or empty. */
  String code(int i) {
    int at = i;
    for (int k = 0; k < NEAR && at >= 0; k++) {
      Span span = spans.get(at);
      if (!span.code.isEmpty() || span.role == Role.REQUEST) {
        return span.code;
      }
      at = byId.getOrDefault(span.parent, -1);
    }
    return "";
  }

  /** Whether a span above is the same statement, as a library around the driver reports it. */
  boolean doubled(int i) {
    Span span = spans.get(i);
    int at = byId.getOrDefault(span.parent, -1);
    for (int k = 0; k < NEAR && at >= 0 && at != i; k++) {
      Span above = spans.get(at);
      if (above.role == Role.REQUEST) {
        return false;
      }
      if (above.role == Role.STATEMENT && above.detail.equals(span.detail)) {
        return true;
      }
      at = byId.getOrDefault(above.parent, -1);
    }
    return false;
  }
}
