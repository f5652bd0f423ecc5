package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PatternTest extends TwoNodes {

  private static String random(Random random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static boolean expected(String pattern, String key) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("\\*", -1)) {
      regex.append(regex.length() == 0 ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(key).matches();
  }

  @Test
  @DisplayName("a star is any characters, in the process and in the script, as in an own matcher")
  void matches() {
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      String pattern = random(random, "ab.%*ü*", 6);
      String key = random(random, "ab.%ü\n", 8);
      assertThat(Patterns.matches(pattern, key))
          .as("%s on %s", pattern, key)
          .isEqualTo(expected(pattern, key));
    }
  }

  @Test
  @DisplayName("W2: what fits a pattern is gone on both nodes and in Redis, and nothing else")
  void invalidates() {
    Random random = new Random(6);
    for (int round = 0; round < 20; round++) {
      String pattern = "*" + random(random, "ab%*ü.", 5);
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        keys.add(random(random, "ab%ü.", 5) + "\n" + (i % 2) + random(random, "abü%.", 2));
      }
      here.getAll(keys, PatternTest::old);
      there.getAll(keys, PatternTest::old);
      here.invalidateMatching(pattern);
      caughtUp(there, here);
      Map<String, String> now = there.getAll(keys, PatternTest::fresh);
      Map<String, String> nowHere = here.getAll(keys, PatternTest::fresh);
      for (String key : keys) {
        String value = expected(pattern, key) ? "new" : "old";
        assertThat(now.get(key)).as("%s on %s", pattern, key).isEqualTo(value);
        assertThat(nowHere.get(key)).as("%s on %s", pattern, key).isEqualTo(value);
      }
      here.clear();
      caughtUp(there, here);
    }
  }

  private static Map<String, String> old(List<String> keys) {
    return all(keys, "old");
  }

  private static Map<String, String> fresh(List<String> keys) {
    return all(keys, "new");
  }

  private static Map<String, String> all(List<String> keys, String value) {
    Map<String, String> values = new java.util.HashMap<>();
    keys.forEach(key -> values.put(key, value));
    return values;
  }

  @Test
  @DisplayName("it is one command however many keys there are, and no scan")
  void constant() {
    for (int i = 0; i < 200; i++) {
      here.get("menu:" + i, () -> "old");
    }
    try (RedisClient client = RedisClient.create(uri())) {
      var sync = client.connect().sync();
      sync.configResetstat();
      here.invalidateMatching("menu:*");
      String stats = sync.info("commandstats");
      assertThat(stats).contains("cmdstat_hset").doesNotContain("scan").doesNotContain("keys:");
      assertThat(stats).doesNotContain("cmdstat_del:");
    }
    assertThat(here.get("menu:7", () -> "new")).isEqualTo("new");
  }

  @Test
  @DisplayName("beyond sixteen patterns the oldest is folded: misses, never an old value")
  void folds() {
    here.get("a", () -> "old");
    here.get("b", () -> "old");
    here.invalidateMatching("a*");
    assertThat(here.get("a", () -> "new")).isEqualTo("new");
    for (int i = 0; i < Patterns.MOST; i++) {
      here.invalidateMatching("x" + i + "*");
    }
    caughtUp(there, here);
    for (Namespace<String> node : List.of(here, there)) {
      assertThat(node.get("a", () -> "newer")).isEqualTo("new");
      assertThat(node.get("b", () -> "folded")).isEqualTo("folded");
    }
    // Whoever joins later learns the list from Redis.
    try (HeadroomCache third =
        HeadroomCache.open(
            new CacheOptions(uri(), Map.of("menu", menu()), Duration.ofSeconds(5)))) {
      Namespace<String> late = third.namespace("menu", String.class);
      assertThat(late.get("a", () -> "newest")).isEqualTo("new");
      here.invalidateMatching("*a*");
      caughtUp(late, here);
      assertThat(late.get("a", () -> "newest")).isEqualTo("newest");
    }
  }

  @Test
  @DisplayName("a pattern that cannot be meant is refused")
  void refused() {
    assertThatThrownBy(() -> here.invalidateMatching("")).hasMessageContaining("clear()");
    assertThatThrownBy(() -> here.invalidateMatching("a\ud83c*"))
        .hasMessageContaining("half a surrogate pair");
  }
}
