package dev.headroom.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags and the hashes that they are made of. */
final class Etags {

  private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private static final MessageDigest UNUSED = made();

  private Etags() {}

  /** A strong tag of the bytes and their type. */
  static String strong(@Nullable String contentType, byte[] body) {
    MessageDigest digest = sha256();
    digest.update((contentType == null ? "" : contentType).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return '"' + TEXT.encodeToString(digest.digest(body)).substring(0, 22) + '"';
  }

  static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash of two texts that follow each other, the longer one copied once. */
  static String hash(String first, String second) {
    MessageDigest digest = sha256();
    digest.update(first.getBytes(StandardCharsets.UTF_8));
    return TEXT.encodeToString(digest.digest(second.getBytes(StandardCharsets.UTF_8)));
  }

  static String hash(byte[] bytes) {
    return TEXT.encodeToString(sha256().digest(bytes));
  }

  static String weak(String tag) {
    return tag.startsWith("W/") ? tag : "W/" + tag;
  }

  static boolean isStrong(String tag) {
    return !tag.startsWith("W/") && TAG.matcher(tag).matches();
  }

  /** Weak comparison (RFC 9110, 8.8.3.2) with any tag of a list; {@code *} matches all. */
  static boolean matchesWeakly(String list, String tag) {
    return matches(list, tag, false);
  }

  /** Strong comparison with any tag of a list. */
  static boolean matchesStrongly(String list, String tag) {
    return matches(list, tag, true);
  }

  private static boolean matches(String list, String tag, boolean strongly) {
    if (list.strip().equals("*")) {
      return true;
    }
    if (strongly && !isStrong(tag)) {
      return false;
    }
    String opaque = tag.startsWith("W/") ? tag.substring(2) : tag;
    Matcher matcher = TAG.matcher(list);
    while (matcher.find()) {
      if (matcher.group(2).equals(opaque) && !(strongly && matcher.group(1) != null)) {
        return true;
      }
    }
    return false;
  }

  /** A copy of one that was never used: asking the providers for one costs more than it. */
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) UNUSED.clone();
    } catch (CloneNotSupportedException e) {
      return made();
    }
  }

  private static MessageDigest made() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
