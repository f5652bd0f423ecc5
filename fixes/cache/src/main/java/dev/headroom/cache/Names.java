package dev.headroom.cache;

import java.util.Collection;
import java.util.List;

/** Keys, tags and patterns as callers give them: any characters, up to 10 KB. */
final class Names {

  private static final int MOST_BYTES = 10 * 1024;
  private static final int MOST_TAGS = 100;

  private Names() {}

  static List<String> checked(String key, Collection<String> tags) {
    bounded("key", key);
    if (tags.isEmpty()) {
      return List.of();
    }
    for (String tag : tags) {
      bounded("tag", tag);
    }
    if (tags.size() > MOST_TAGS) {
      throw new IllegalArgumentException(
          "at most 100 tags a value, were " + tags.size() + ": tag what is invalidated together");
    }
    return List.copyOf(tags);
  }

  static Invalidation invalidation(Invalidation.Kind kind, String namespace, String name) {
    switch (kind) {
      case KEY -> bounded("key", name);
      case TAG -> bounded("tag", name);
      case PATTERN -> pattern(name);
      case NAMESPACE -> {
        if (!name.isEmpty()) {
          throw new IllegalArgumentException(
              "a whole namespace has no further name, was '" + name + "': leave it empty");
        }
      }
      case EVERYTHING ->
          throw new IllegalArgumentException(
              "only the server invalidates everything: clear the namespaces one by one");
    }
    return new Invalidation(kind, namespace, name);
  }

  private static void pattern(String pattern) {
    bounded("pattern", pattern);
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException(
          "a pattern has at least one character, such as menu:7:*; clear() empties a namespace");
    }
    for (int i = 0; i < pattern.length(); i++) {
      boolean pair =
          i + 1 < pattern.length()
              && Character.isSurrogatePair(pattern.charAt(i), pattern.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(pattern.charAt(i))) {
        throw new IllegalArgumentException(
            "a pattern is made of whole characters; at " + i + " is half a surrogate pair");
      }
    }
  }

  static String bounded(String what, String text) {
    if (text.length() > MOST_BYTES / 3 && Text.bytes(text).length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a "
              + what
              + " has at most 10 KB, was "
              + Text.bytes(text).length
              + " bytes: use a hash of it, such as SHA-256");
    }
    return text;
  }
}
