package dev.headroom.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the checkout or the unpacked distribution is, and where the user stands; the launcher says
 * both.
 */
final class Home {

  private Home() {}

  static Path checkout() {
    return Path.of(System.getProperty("headroom.home", "")).toAbsolutePath().normalize();
  }

  /** The agent's jar: of the distribution, or as the checkout builds it. */
  static Path agentJar() {
    Path released = checkout().resolve("headroom-agent.jar");
    return Files.isRegularFile(released)
        ? released
        : checkout().resolve("attach/agent/target/headroom-agent-0.1.0-SNAPSHOT.jar");
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

  /** Whether somebody can be asked: standard input and output are a terminal. */
  static boolean interactive() {
    return terminal() && Boolean.getBoolean("headroom.asks");
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
