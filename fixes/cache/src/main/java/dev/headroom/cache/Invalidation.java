package dev.headroom.cache;

import java.util.Collection;
import java.util.Objects;

/**
 * Something that is no longer true.
 *
 * @param kind what the name is
 * @param namespace the namespace
 * @param name the key, the tag or the pattern; empty for a whole namespace
 */
public record Invalidation(Kind kind, String namespace, String name) {

  /** Checks that nothing is missing. */
  public Invalidation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }

  /**
   * Whether a value is among what is no longer true.
   *
   * @param where its namespace
   * @param key its key
   * @param tags its tags
   * @return whether it has to be loaded again
   */
  public boolean concerns(String where, String key, Collection<String> tags) {
    return switch (kind) {
      case EVERYTHING -> true;
      case NAMESPACE -> namespace.equals(where);
      case KEY -> namespace.equals(where) && name.equals(key);
      case TAG -> namespace.equals(where) && tags.contains(name);
      case PATTERN -> namespace.equals(where) && Patterns.matches(name, key);
    };
  }

  /** How far an invalidation reaches. */
  public enum Kind {
    /** One key. */
    KEY,
    /** All entries with a tag. */
    TAG,
    /** All entries whose key fits a pattern: {@code *} stands for any characters. */
    PATTERN,
    /** All entries of a namespace. */
    NAMESPACE,
    /** All entries: the server lost or dropped its tag memory. */
    EVERYTHING
  }
}
