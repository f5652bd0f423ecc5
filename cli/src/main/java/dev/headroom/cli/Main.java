package dev.headroom.cli;

import dev.headroom.loop.Nearest;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code headroom} command. Exit codes: 0 all well, 1 a budget or check does not hold, 2 a
 * fault or bad input.
 */
@Command(
    name = "headroom",
    version = "headroom 0.1.0-SNAPSHOT",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Finds what is slow in a Java service, fixes it, and proves the fix under load.",
    footer = {
      "",
      "Exit codes: 0 all well, 1 a budget or check does not hold, 2 a fault or bad input.",
      "Start with: headroom run -- java -jar app.jar (or see it all: headroom prove pos)"
    },
    subcommands = {
      RunCommand.class,
      DiagnoseCommand.class,
      MergeCommand.class,
      FindingsCommand.class,
      DiffCommand.class,
      ProveCommand.class,
      ServeCommand.class,
      LoadCommand.class,
      CompareCommand.class,
      ForecastCommand.class,
      VerifyCommand.class,
      AdviseCommand.class,
      CacheCommand.class,
      RollupCommand.class,
      TestCommand.class,
      DistCommand.class,
      CommandLine.HelpCommand.class
    })
final class Main implements Callable<Integer> {

  static final int FAULT = 2;

  @Spec @Nullable CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setUsageHelpWidth(100);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // The words of the command to run are its own, with or without -- before them.
    Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
    line.setParameterExceptionHandler(
        (wrong, args) -> {
          System.err.println("headroom: " + wrong.getMessage());
          suggest(wrong);
          System.err.println(
              "Help: ./" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return FAULT;
        });
    line.setExecutionExceptionHandler(
        (fault, at, parsed) -> {
          if (Running.interrupted() || AdviseCommand.interrupted()) {
            return FAULT;
          }
          System.err.println("headroom: " + Faults.describe(fault));
          if (System.getenv("HEADROOM_DEBUG") != null) {
            fault.printStackTrace(System.err);
          }
          return FAULT;
        });
    return line;
  }

  private static void suggest(ParameterException wrong) {
    if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched
        && unmatched.isUnknownOption()) {
      String option = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
      Set<String> known = wrong.getCommandLine().getCommandSpec().optionsMap().keySet();
      System.err.println("  " + Nearest.unknown("option", option, known));
    } else {
      CommandLine.UnmatchedArgumentException.printSuggestions(wrong, System.err);
    }
  }

  @Override
  public Integer call() {
    CommandSpec root = Objects.requireNonNull(spec);
    throw new ParameterException(
        root.commandLine(), "which command? " + String.join(", ", root.subcommands().keySet()));
  }
}
