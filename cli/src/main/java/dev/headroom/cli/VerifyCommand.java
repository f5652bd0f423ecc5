package dev.headroom.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code headroom verify SERVICE URL}: requirement P6's program. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies a running reference service: health, sign-in, the performance endpoint, the cache's effect on the menu,"
          + " updates by WebSocket, system metrics.",
      "",
      "  headroom serve pos --fixes all        in one terminal",
      "  headroom verify pos                   in another",
      ""
    },
    footer = {"", "Ends with 0 when every check holds, 1 when one does not, 2 on a fault."})
final class VerifyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "SERVICE", description = "Reference service: pos.")
  String service = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "URL",
      description = "Address (default http://127.0.0.1:8080).")
  URI base = URI.create("http://127.0.0.1:8080");

  @Option(names = "--email", description = "Account of an owner (default: the service's own).")
  String email = "";

  @Option(names = "--password", description = "Its password.")
  String password = "";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the result there too: each check with what it came to.")
  @Nullable Path json;

  /** One check of the JSON file. */
  private record Checked(String name, boolean holds, double millis, String detail) {}

  /** The JSON file. */
  private record Result(
      int version,
      String kind,
      String service,
      String base,
      String startedAt,
      boolean holds,
      List<Checked> checks) {}

  @Override
  public Integer call() throws Exception {
    ReferenceService found = ReferenceService.named(service);
    if (!found.name().equals("pos")) {
      throw new IllegalArgumentException(
          "the checks are those of P6: write pos; " + found.name() + " has none");
    }
    String started = Clock.systemUTC().instant().toString();
    List<Checked> checked = new ArrayList<>();
    int failed = 0;
    try (Verification verification =
        new Verification(
            base,
            email.isEmpty() ? found.ownerEmail() : email,
            password.isEmpty() ? found.ownerPassword() : password)) {
      for (Verification.Check check : verification.checks()) {
        long begin = System.nanoTime();
        Verification.Outcome outcome = check.run();
        double millis = (System.nanoTime() - begin) / 1e6;
        failed += outcome.holds() ? 0 : 1;
        checked.add(new Checked(check.name(), outcome.holds(), millis, outcome.detail()));
        System.out.printf(
            Locale.ROOT,
            "%-4s  %-28s %7.0f ms  %s%n",
            outcome.holds() ? "ok" : "FAIL",
            check.name(),
            millis,
            outcome.detail());
      }
    }
    if (json != null) {
      Files.writeString(
          Home.working().resolve(json),
          JsonMapper.builder()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .build()
                  .writeValueAsString(
                      new Result(
                          1, "verify", service, base.toString(), started, failed == 0, checked))
              + "\n");
    }
    System.out.println(failed == 0 ? "all checks hold" : failed + " checks do not hold");
    return failed == 0 ? 0 : 1;
  }
}
