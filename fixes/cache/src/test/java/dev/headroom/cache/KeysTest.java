package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keys and tags that look like what the protocol writes, or like nothing that is text. */
class KeysTest extends TwoNodes {

  private static final List<String> KEYS =
      List.of(
          "",
          " ",
          "*",
          "a*b",
          "a:b",
          ":",
          "3:one",
          "1 0 0 0 0 l 0 0 ",
          "{hr:0}d:menu:k",
          "#floor",
          "}{",
          "a\nb",
          "\r\n$3\r\n",
          "\0",
          "%s%d",
          "\"'\\",
          "\u00fc",
          "u\u0308",
          "\ud83c\udf55",
          "\ud83c",
          "\udf55",
          "?",
          "x".repeat(10 * 1024));

  @Test
  @DisplayName(
      "any characters up to 10 KB: shared, kept apart, and invalidated by key on all nodes")
  void byKey() {
    fill();
    KEYS.forEach(there::invalidate);
    anew();
  }

  @Test
  @DisplayName("tags likewise, each of them alone, and together with another")
  void byTag() {
    for (String tag : KEYS) {
      here.get("k", List.of("first", tag), () -> "old");
      assertThat(there.get("k", List.of("first", tag), () -> "never")).isEqualTo("old");
      there.invalidateTag(tag);
      caughtUp(here, there);
      assertThat(here.get("k", List.of("first", tag), () -> "new")).isEqualTo("new");
      here.invalidate("k");
      caughtUp(there, here);
    }
  }

  @Test
  @DisplayName("a batch of them is one batch")
  void batch() {
    var loaded =
        here.getAll(
            KEYS,
            missing ->
                missing.stream()
                    .collect(java.util.stream.Collectors.toMap(key -> key, key -> "of " + key)));
    assertThat(loaded).hasSize(KEYS.size()).containsEntry("\ud83c", "of \ud83c");
    there.getAll(
        KEYS,
        missing -> {
          throw new IllegalStateException("not there: " + missing);
        });
  }

  private void fill() {
    for (int i = 0; i < KEYS.size(); i++) {
      String value = "old " + i;
      assertThat(here.get(KEYS.get(i), () -> value)).isEqualTo(value);
    }
    for (int i = 0; i < KEYS.size(); i++) {
      assertThat(there.get(KEYS.get(i), () -> "never")).isEqualTo("old " + i);
    }
  }

  private void anew() {
    caughtUp(here, there);
    for (int i = 0; i < KEYS.size(); i++) {
      String value = "new " + i;
      assertThat(here.get(KEYS.get(i), () -> value)).isEqualTo(value);
      assertThat(there.get(KEYS.get(i), () -> "never")).isEqualTo(value);
    }
  }
}
