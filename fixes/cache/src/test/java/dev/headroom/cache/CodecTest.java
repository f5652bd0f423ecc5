package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CodecTest {

  private final Packer<String> packer = new Packer<>(Packer.MAPPER.constructType(String.class));

  private Packer.Packed pack(String value, Compression how) {
    Packer.Packed packed = packer.pack(value, 7, 8, 9, List.of("t"), how);
    assertThat(packed).isNotNull();
    return packed;
  }

  private static char kind(Packer.Packed packed) {
    Header header = Header.read(packed.form());
    assertThat(header).isNotNull();
    return header.kind();
  }

  private static String noise(int length) {
    byte[] bytes = new byte[length];
    new Random(3).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes).substring(0, length);
  }

  @Test
  @DisplayName(
      "D4: values over 1 KB are compressed, large ones with Zstandard, if it saves a tenth")
  void kinds() {
    String text = "the quick brown fox ".repeat(100);
    assertThat(kind(pack("x".repeat(1_022), Compression.AUTO))).isEqualTo('j'); // 1,024 with quotes
    assertThat(kind(pack("x".repeat(1_023), Compression.AUTO))).isEqualTo('4');
    assertThat(kind(pack(text, Compression.AUTO))).isEqualTo('4');
    assertThat(kind(pack(text.repeat(40), Compression.AUTO))).isEqualTo('z');
    assertThat(kind(pack(text.repeat(40), Compression.LZ4))).isEqualTo('4');
    assertThat(kind(pack(text, Compression.ZSTD))).isEqualTo('z');
    assertThat(kind(pack(text, Compression.NONE))).isEqualTo('j');
    assertThat(kind(pack(noise(5_000), Compression.LZ4))).as("saves nothing").isEqualTo('j');
    for (Compression how : Compression.values()) {
      for (String value : List.of("", "ü", text, text.repeat(40), noise(5_000))) {
        byte[] form = pack(value, how).form();
        Header header = Header.read(form);
        assertThat(packer.unpack(header, form).value()).isEqualTo(value);
      }
    }
  }

  @Test
  @DisplayName(
      "whatever is cut, flipped or claims to be larger than it is, is no value and no crash")
  void damaged() {
    Random random = new Random(11);
    String text = "the quick brown fox ".repeat(100);
    for (Compression how : List.of(Compression.LZ4, Compression.ZSTD, Compression.NONE)) {
      byte[] form = pack(text, how).form();
      int start = Header.read(form).length();
      for (int i = 0; i < 3_000; i++) {
        byte[] bad =
            random.nextBoolean()
                ? Arrays.copyOf(form, start + random.nextInt(form.length - start))
                : form.clone();
        for (int flips = random.nextInt(4); flips >= 0 && bad.length > start; flips--) {
          bad[start + random.nextInt(bad.length - start)] ^= (byte) (1 << random.nextInt(8));
        }
        Header header = Header.read(bad);
        if (header != null) {
          packer.unpack(header, bad); // Any answer but a throw: LZ4 has no checksum.
        }
      }
    }
    byte[] zeros = Zstd.compress(new byte[Codec.MOST_RAW], 19);
    assertThat(zeros.length).isLessThan(10_000);
    assertThat(unpacked('z', Codec.MOST_RAW, zeros)).as("a bomb").isNull();
    assertThat(unpacked('z', Integer.MAX_VALUE, zeros)).isNull();
    assertThat(unpacked('4', Codec.MOST_RAW, new byte[] {1, 2, 3})).isNull();
    byte[] good = Zstd.compress(new byte[2_000]);
    assertThat(unpacked('z', 1_999, good)).as("longer than it says").isNull();
    assertThat(unpacked('z', 2_001, good)).as("shorter than it says").isNull();
  }

  private Packer.Unpacked<String> unpacked(char kind, int rawLength, byte[] payload) {
    Header real = Header.read(pack("x", Compression.NONE).form());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    real.with(kind, rawLength, List.of()).writeTo(out);
    out.writeBytes(payload);
    Header header = Header.read(out.toByteArray());
    assertThat(header).isNotNull();
    return packer.unpack(header, out.toByteArray());
  }

  @Test
  @DisplayName(
      "a compressed value is shared, counted before and after, and a bomb is a counted miss")
  void inRedis() {
    try (DevRedis redis = DevRedis.start();
        RedisClient client = RedisClient.create(redis.uri());
        HeadroomCache cache =
            HeadroomCache.open(
                CacheOptions.of(
                    redis.uri(),
                    Map.of(
                        "menu",
                        NamespaceOptions.ofTtl(Duration.ofMinutes(1)).withLevels(Levels.L2))))) {
      Namespace<List<String>> menu =
          cache.namespace("menu", new tools.jackson.core.type.TypeReference<List<String>>() {});
      List<String> items = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        items.add("item number " + i);
      }
      menu.get("k", () -> items);
      assertThat(menu.get("k", () -> List.of("never"))).isEqualTo(items);
      long raw = Packer.MAPPER.writeValueAsBytes(items).length;
      assertThat(menu.stats().rawBytes()).isEqualTo(raw);
      assertThat(menu.stats().storedBytes()).isBetween(1L, raw / 3);
      byte[] key = "{hr:0}d:menu:k".getBytes(StandardCharsets.US_ASCII);
      var sync = client.connect(ByteArrayCodec.INSTANCE).sync();
      Header header = Header.read(sync.get(key));
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      header.with('z', Codec.MOST_RAW, List.of()).writeTo(bomb);
      bomb.writeBytes(Zstd.compress(new byte[Codec.MOST_RAW], 19));
      sync.set(key, bomb.toByteArray());
      assertThat(menu.get("k", () -> List.of("loaded"))).containsExactly("loaded");
      assertThat(menu.stats().unreadable()).isPositive();
    }
  }
}
