package dev.headroom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Listed here so that help shows it; the launcher runs it, since it needs Maven and no built
 * command line.
 */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Builds everything with all checks and runs every test, as CI does.")
final class TestCommand implements Callable<Integer> {

  @Option(names = "--long", description = "Also the long forms of the checks.")
  boolean longForms;

  @Override
  public Integer call() {
    throw new IllegalStateException(
        "tests are run by the launcher: ./headroom test" + (longForms ? " --long" : ""));
  }
}
