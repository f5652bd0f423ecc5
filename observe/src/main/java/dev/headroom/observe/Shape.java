package dev.headroom.observe;

import java.util.Set;

/**
 * A statement by its fingerprint. Two shapes are equal if their fingerprints are; the cache hands
 * out the same one for the same text as long as it remembers it.
 */
final class Shape {

  /** Statements about the session or the transaction: their time counts, they are not work. */
  private static final Set<String> SESSION =
      Set.of(
          "begin",
          "start",
          "commit",
          "end",
          "rollback",
          "savepoint",
          "release",
          "set",
          "reset",
          "show",
          "discard",
          "deallocate",
          "pragma");

  /** Whether the statement begins or ends a transaction. */
  enum Boundary {
    NONE,
    BEGIN,
    END
  }

  final String fingerprint;

  /** A text that the database accepts, as the application wrote it; empty if it is very long. */
  final String sql;

  /** Its first word. */
  final String first;

  final boolean session;
  final Boundary boundary;
  final LineWanted line = new LineWanted();
  private final int hash;

  Shape(String fingerprint, String sql) {
    this.fingerprint = fingerprint;
    this.sql = sql;
    int end = 0;
    while (end < fingerprint.length() && Character.isLetter(fingerprint.charAt(end))) {
      end++;
    }
    this.first = fingerprint.substring(0, end);
    this.session = SESSION.contains(first);
    this.boundary =
        switch (first) {
          case "begin", "start" -> Boundary.BEGIN;
          case "commit", "end" -> Boundary.END;
          case "rollback" ->
              fingerprint.contains(" to ") ? Boundary.NONE : Boundary.END; // a savepoint
          default -> Boundary.NONE;
        };
    this.hash = fingerprint.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape shape && shape.fingerprint.equals(fingerprint));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return fingerprint;
  }
}
