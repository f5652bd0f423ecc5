package dev.headroom.web;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Subject and key of a token as tags of the cache, read when first asked for: a hit never asks.
 * Read before the signature is verified, and used only for tokens that were then found good: their
 * bytes are the same.
 */
final class JwtTags extends AbstractCollection<String> {

  private static final int MOST = 1_000;

  private final String token;
  private @Nullable List<String> tags;

  JwtTags(String token) {
    this.token = token;
  }

  static String ofSubject(String subject) {
    return "sub:" + subject;
  }

  static String ofKey(String keyId) {
    return "kid:" + keyId;
  }

  /** Whether it is a signed JWT with a subject. */
  boolean isReadable() {
    return tags().stream().anyMatch(tag -> tag.startsWith("sub:"));
  }

  private List<String> tags() {
    List<String> known = tags;
    if (known == null) {
      known = read();
      tags = known;
    }
    return known;
  }

  private List<String> read() {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || parts[2].isEmpty()) {
      return List.of();
    }
    List<String> read = new ArrayList<>(2);
    String subject = text(parts[1], "sub");
    if (subject != null) {
      read.add(ofSubject(subject));
    }
    String key = text(parts[0], "kid");
    if (key != null) {
      read.add(ofKey(key));
    }
    return read;
  }

  private static @Nullable String text(String part, String name) {
    try {
      JsonNode node = Problem.JSON.readTree(Base64.getUrlDecoder().decode(part)).get(name);
      return node != null && node.isString() && node.stringValue().length() <= MOST
          ? node.stringValue()
          : null;
    } catch (JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public Iterator<String> iterator() {
    return tags().iterator();
  }

  @Override
  public int size() {
    return tags().size();
  }
}
