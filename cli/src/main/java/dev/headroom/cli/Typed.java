package dev.headroom.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What was typed: for a report that others read, and what of it does not go together. */
final class Typed {

  private Typed() {}

  /**
   * The command line, without what stands before the host of an address.
   *
   * @param spec of the command
   * @param secret a value that must not be written down, null or empty where there is none
   */
  static String command(@Nullable CommandSpec spec, @Nullable String secret) {
    String typed =
        "headroom "
            + String.join(
                " ", Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs());
    String named = typed.replaceAll("(://)[^/@ ]+@", "$1***@");
    return secret == null || secret.isEmpty() ? named : named.replace(secret, "***");
  }

  /**
   * Refuses options that would be ignored.
   *
   * @param spec of the command
   * @param way what they do not belong to
   * @param options their names
   */
  static void refuse(@Nullable CommandSpec spec, String way, String... options) {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    for (String option : options) {
      if (line.getParseResult().hasMatchedOption(option)) {
        throw new CommandLine.ParameterException(line, option + " does not belong to " + way);
      }
    }
  }
}
