package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private static final NamespaceOptions FINE = NamespaceOptions.ofTtl(Duration.ofMinutes(5));

  @Test
  @DisplayName("defaults are what the documentation says")
  void defaults() {
    assertThat(FINE)
        .isEqualTo(
            new NamespaceOptions(
                Duration.ofMinutes(5),
                0.1,
                10_000,
                0,
                Levels.BOTH,
                Mode.AVAILABLE,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                false,
                false,
                Compression.AUTO,
                1,
                Duration.ZERO,
                0));
    assertThat(CacheOptions.of(null, Map.of()).commandTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(NamespaceOptions.DEFAULT_TTL).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  @DisplayName("what is out of range or clashes is refused with what to write instead")
  void refused() {
    assertThatThrownBy(() -> NamespaceOptions.ofTtl(Duration.ZERO)).hasMessageContaining("ttl is");
    assertThatThrownBy(() -> FINE.withJitter(0.2)).hasMessageContaining("0 to 0.1, was 0.2");
    assertThatThrownBy(() -> FINE.withJitter(Double.NaN)).hasMessageContaining("jitter");
    assertThatThrownBy(() -> FINE.withMaxEntries(0)).hasMessageContaining("max-entries is from 1");
    assertThatThrownBy(() -> FINE.withMaxBytes(99_999)).hasMessageContaining("from 100,000");
    assertThatThrownBy(() -> FINE.withEarlyRefresh(-1)).hasMessageContaining("0 (never) to 10");
    assertThatThrownBy(() -> FINE.withShadowReads(1.5)).hasMessageContaining("0 to 1, was 1.5");
    assertThatThrownBy(() -> FINE.withStaleOnFailure(Duration.ofDays(8)))
        .hasMessageContaining("stale-on-failure is from");
    assertThatThrownBy(() -> FINE.withStaleOnFailure(Duration.ofSeconds(1)).strict())
        .hasMessageContaining("write mode AVAILABLE");
    assertThatThrownBy(
            () ->
                new NamespaceOptions(
                    Duration.ofMinutes(5),
                    0.1,
                    10,
                    1_000_000,
                    Levels.BOTH,
                    Mode.AVAILABLE,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    false,
                    false,
                    Compression.AUTO,
                    1,
                    Duration.ZERO,
                    0))
        .hasMessageContaining("leave one out");
    assertThatThrownBy(() -> FINE.withLoaderDeadline(Duration.ZERO))
        .hasMessageContaining("loader-deadline");
    assertThatThrownBy(() -> FINE.strict().withMaxSilence(Duration.ofSeconds(1)))
        .hasMessageContaining("write mode AVAILABLE");
    assertThatThrownBy(() -> CacheOptions.of(null, Map.of("m", FINE.withLevels(Levels.L2))))
        .hasMessageContaining("'m'")
        .hasMessageContaining("no redis-url");
    assertThatThrownBy(() -> CacheOptions.of(null, Map.of("Menu Items", FINE)))
        .hasMessageContaining("menu-items");
    assertThatThrownBy(() -> CacheOptions.of("localhost:6379", Map.of()))
        .hasMessageContaining("redis://localhost:6379");
    assertThatThrownBy(() -> CacheOptions.of("redis-sentinel://secret@host:1", Map.of()))
        .hasMessageContaining("#master")
        .hasMessageNotContaining("secret");
    for (String scheme : List.of("redis", "redis-sentinel", "redis-cluster")) {
      assertThatThrownBy(() -> CacheOptions.of(scheme + "://u:p^w@h", Map.of()))
          .hasMessageContaining("redis-url cannot be read")
          .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("p^w"));
    }
    assertThatThrownBy(() -> RedisUrl.parse("redis-url", "redis://u:p^w@h"))
        .hasMessageContaining("redis-url cannot be read")
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("p^w"));
    assertThatThrownBy(() -> CacheOptions.of("redis-cluster://host:port", Map.of()))
        .hasMessageContaining("redis-cluster://user:password@host1:6379");
    assertThatThrownBy(
            () -> new CacheOptions(null, Map.of(), Duration.ofSeconds(1), Duration.ofMillis(1)))
        .hasMessageContaining("transaction-timeout");
    assertThatThrownBy(() -> new CacheOptions(null, Map.of(), Duration.ofMillis(1)))
        .hasMessageContaining("command-timeout");
  }

  @Test
  @DisplayName("a namespace nobody declared is an error naming the nearest; a type is for good")
  void unknownNamespace() {
    try (HeadroomCache cache = HeadroomCache.open(CacheOptions.of(null, Map.of("menu", FINE)))) {
      assertThatThrownBy(() -> cache.namespace("menus", String.class))
          .hasMessageContaining("did you mean menu?");
      cache.namespace("menu", String.class);
      assertThatThrownBy(() -> cache.namespace("menu", Long.class))
          .hasMessageContaining("holds java.lang.String and was asked for java.lang.Long");
      assertThat(cache.health().redis()).isEqualTo(CacheHealth.Redis.NONE);
    }
  }

  @Test
  @DisplayName("keys are any characters up to 10 KB, one to one; longer ones are refused")
  void keys() {
    try (HeadroomCache cache = HeadroomCache.open(CacheOptions.of(null, Map.of("menu", FINE)))) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      assertThat(menu.get("x".repeat(10 * 1024), () -> "v")).isEqualTo("v");
      assertThatThrownBy(() -> menu.get("x".repeat(10 * 1024 + 1), () -> "v"))
          .hasMessageContaining("at most 10 KB, was 10241 bytes");
      assertThatThrownBy(() -> menu.invalidateTag("ü".repeat(6_000)))
          .hasMessageContaining("a tag has at most 10 KB");
    }
    for (String text :
        new String[] {"", "ü\0\n:", "\ud83c\udf55", "\ud83c", "\udf55", "a\ud83cb", "?"}) {
      assertThat(Text.string(Text.bytes(text))).isEqualTo(text);
    }
    assertThat(Text.bytes("\ud83c")).isNotEqualTo(Text.bytes("\udf55"));
  }

  @Test
  @DisplayName("S3: a header without tags has at most 64 bytes, and is read as it was written")
  void header() {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    Header.of(
            -1,
            1_763_690_000_123_456L,
            1_763_690_000_123L,
            Long.MAX_VALUE,
            'j',
            Codec.MOST_RAW,
            java.util.List.of())
        .writeTo(out);
    assertThat(out.size()).isLessThanOrEqualTo(64);
    out.reset();
    Header written = Header.of(7, 5, 6, 8, 'n', 0, java.util.List.of("a\n3:b", "", "\ud83c"));
    written.writeTo(out);
    Header read = Header.read(out.toByteArray());
    assertThat(read).isNotNull();
    assertThat(read.tags()).isEqualTo(written.tags());
    assertThat(read.born()).isEqualTo(5);
    assertThat(read.kind()).isEqualTo('n');
    assertThat(read.length()).isEqualTo(out.size());
  }

  @Test
  @DisplayName("a type's fingerprint changes with its shape, all the way down")
  void fingerprint() {
    assertThat(fingerprint(One.class)).isNotEqualTo(fingerprint(Two.class));
    assertThat(fingerprint(One.class)).isEqualTo(fingerprint(One.class));
  }

  private static int fingerprint(Class<?> type) {
    return Schema.fingerprint(Packer.MAPPER.constructType(type));
  }

  record One(java.util.List<Part> parts) {}

  record Two(java.util.List<Part> parts, int more) {}

  record Part(String name, long price) {}
}
