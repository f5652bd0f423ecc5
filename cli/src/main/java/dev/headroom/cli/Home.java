package dev.headroom.cli;

import java.nio.file.Path;

/** Where the checkout is, and where the user stands; the launcher says both. */
final class Home {

  private Home() {}

  static Path checkout() {
    return Path.of(System.getProperty("headroom.home", "")).toAbsolutePath().normalize();
  }

  static Path working() {
    return Path.of(System.getProperty("headroom.cwd", "")).toAbsolutePath().normalize();
  }

  /**
   * Whether standard output is a terminal; the launcher tests it, since JDK 21 and later ones tell
   * differently.
   */
  static boolean terminal() {
    return Boolean.getBoolean("headroom.terminal");
  }

  /** Whether colour is wanted: on a terminal, unless NO_COLOR is set. */
  static boolean colour() {
    return terminal() && System.getenv("NO_COLOR") == null;
  }

  /** Whether standard output takes more than ASCII. */
  static boolean unicode() {
    return System.out.charset().newEncoder().canEncode('\u2500');
  }
}
