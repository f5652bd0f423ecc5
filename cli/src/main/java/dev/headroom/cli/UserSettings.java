package dev.headroom.cli;

import dev.headroom.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings where the user stands, which is not where the launcher runs. */
final class UserSettings {

  private UserSettings() {}

  /** The file that was named, that the environment names, or that is there; null if none. */
  static @Nullable Path file(@Nullable Path named) {
    String environment = System.getenv("HEADROOM_CONFIG");
    if (named != null) {
      return Home.working().resolve(named);
    }
    if (environment != null && !environment.isBlank()) {
      return Home.working().resolve(environment);
    }
    Path usual = Home.working().resolve(Settings.FILE);
    return Files.isRegularFile(usual) ? usual : null;
  }

  static Settings read(@Nullable Path named) {
    return Settings.read(file(named), System.getenv(), Map.of());
  }
}
