package dev.headroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds: settings, or a complaint that names the file; nothing else is thrown. */
class SettingsFuzzTest {

  private static final String GOOD =
      """
      observe: {samples: false, slow-threshold: 100ms, max-endpoints: 500}
      agent:
        port: 0
        application: [com.acme, "org.acme"]
      thresholds: {slow: 100ms}
      accepted:
        - {finding: n-plus-one-3fa91c02, reason: "fine", until: 2027-03-01, share: 0.04}
      """;

  @TempDir Path folder;

  @Test
  @DisplayName("a good file with a few characters changed is read or refused with its place")
  void mutations() throws Exception {
    Random random = new Random(20261121);
    String spice = "{}[]:,-#&*!|>'\"%@`?\t\n \u0000\u0007\uD83D\uFEFFxé0~\\";
    int read = 0;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int k = random.nextInt(1, 5); k > 0; k--) {
        int at = random.nextInt(text.length());
        char with = spice.charAt(random.nextInt(spice.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.insert(at, with);
          case 1 -> text.setCharAt(at, with);
          case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 30)));
          default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
        }
      }
      read += readOrRefused("headroom.yml", text.toString()) ? 1 : 0;
    }
    assertThat(read).isBetween(25, 4_000);
  }

  @Test
  @DisplayName("random bytes are refused, not thrown at")
  void bytes() throws Exception {
    Random random = new Random(7);
    Path file = folder.resolve("headroom.yml");
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      Files.write(file, bytes);
      try {
        Settings.read(file, Map.of(), Map.of());
      } catch (SettingsException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "\"", "a: |\n ", "!!", "%", "\t", "# "})
  @DisplayName("absurd repetitions are refused without exhausting the stack")
  void deep(String unit) {
    readOrRefused("headroom.yml", unit.repeat(50_000));
  }

  @Test
  @DisplayName("a file beyond the limit of 1 MB is refused before it is read")
  void huge() throws Exception {
    Path file = Files.writeString(folder.resolve("headroom.yml"), "# x\n".repeat(300_000));
    assertThatThrownBy(() -> Settings.read(file, Map.of(), Map.of()))
        .hasMessage(file + ": is larger than 1 MB; that is no file of settings");
  }

  private static boolean readOrRefused(String name, String text) {
    SettingsReader reader = new SettingsReader();
    try {
      reader.file(
          Yaml.read(
              name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
      reader.settings();
      return true;
    } catch (SettingsException e) {
      assertThat(e.getMessage()).startsWith(name + ":");
      return false;
    }
  }
}
