package dev.headroom.prove;

import java.util.ArrayDeque;

/**
 * What came on a WebSocket while no step waited: the last {@value #MOST} messages, and a million
 * characters together, so that a target which sends without end costs no memory.
 */
final class KeptMessages {

  private static final int MOST = 100;
  private static final int MOST_CHARS = 1_000_000;

  private final ArrayDeque<String> texts = new ArrayDeque<>();
  private int chars;

  void add(String text) {
    texts.add(text);
    chars += text.length();
    while (texts.size() > MOST || chars > MOST_CHARS) {
      oldest();
    }
  }

  boolean isEmpty() {
    return texts.isEmpty();
  }

  String oldest() {
    String text = texts.remove();
    chars -= text.length();
    return text;
  }

  void clear() {
    texts.clear();
    chars = 0;
  }
}
