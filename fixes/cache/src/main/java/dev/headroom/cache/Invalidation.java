package dev.headroom.cache;

import java.util.Objects;

/**
 * Something that is no longer true.
 *
 * @param kind what the name is
 * @param namespace the namespace
 * @param name the key or the tag; empty for a whole namespace
 */
public record Invalidation(Kind kind, String namespace, String name) {

  /** Checks that nothing is missing. */
  public Invalidation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }

  /** How far an invalidation reaches. */
  public enum Kind {
    /** One key. */
    KEY,
    /** All entries with a tag. */
    TAG,
    /** All entries of a namespace. */
    NAMESPACE,
    /** All entries: the server lost or dropped its tag memory. */
    EVERYTHING
  }
}
