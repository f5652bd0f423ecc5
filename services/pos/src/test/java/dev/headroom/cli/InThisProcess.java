package dev.headroom.cli;

/** The command line without a process of its own, for tests of services that run. */
public final class InThisProcess {

  private InThisProcess() {}

  /**
   * Runs a command.
   *
   * @param words as after {@code headroom}
   * @return the exit code
   */
  public static int run(String... words) {
    return Main.commandLine().execute(words);
  }
}
