package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlamesTest {

  @TempDir Path folder;

  private static Profile profile(String endpoint, Object... framesAndWeights) {
    Profile.Stack[] stacks = new Profile.Stack[framesAndWeights.length / 2];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] =
          new Profile.Stack(
              Arrays.asList(((String) framesAndWeights[2 * i]).split(";", -1)),
              ((Integer) framesAndWeights[2 * i + 1]).longValue());
    }
    return new Profile(endpoint, Profile.Kind.CPU, List.of(stacks), 0);
  }

  @Test
  @DisplayName(
      "Of a window that goes on, only what came in the stretch is taken; one that began anew is taken whole")
  void since() {
    List<Profile> before =
        List.of(profile("GET /a", "m;x", 5, "m;y", 2), profile("GET /b", "m", 9));
    List<Profile> after =
        List.of(
            profile("GET /a", "m;x", 5, "m;y", 7, "m;z", 1),
            profile("GET /b", "m", 3),
            profile("GET /c", "m", 4));
    assertThat(Flames.since(before, after))
        .containsExactly(
            profile("GET /a", "m;y", 5, "m;z", 1),
            profile("GET /b", "m", 3),
            profile("GET /c", "m", 4));
  }

  @Test
  @DisplayName(
      "The page shows both arms laid over each other; where one has no samples there is none, nor that of an earlier run")
  void page() throws Exception {
    List<Profile> one = List.of(profile("GET /a", "com.shop.Menu.read;org.Driver.query", 8));
    List<Profile> two = List.of(profile("GET /a", "com.shop.Menu.kept", 3));
    assertThat(Flames.write(folder, "as found and fixed", one, two)).isEqualTo("flames.html");
    assertThat(Files.readString(folder.resolve("flames.html")))
        .contains("difference of as found and fixed", "com.shop.Menu.kept", "org.Driver.query");
    assertThat(Flames.write(folder, "t", one, List.of(profile("GET /a")))).contains("no flame");
    assertThat(folder.resolve("flames.html")).doesNotExist();
  }
}
