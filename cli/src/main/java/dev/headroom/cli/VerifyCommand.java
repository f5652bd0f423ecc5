package dev.headroom.cli;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Override
  public Integer call() throws Exception {
    ReferenceService found = ReferenceService.named(service);
    int failed = 0;
    try (Verification verification =
        new Verification(
            base,
            email.isEmpty() ? found.ownerEmail() : email,
            password.isEmpty() ? found.ownerPassword() : password)) {
      for (Verification.Check check : verification.checks()) {
        long begin = System.nanoTime();
        Verification.Outcome outcome = check.run();
        failed += outcome.holds() ? 0 : 1;
        System.out.printf(
            Locale.ROOT,
            "%-4s  %-28s %7.0f ms  %s%n",
            outcome.holds() ? "ok" : "FAIL",
            check.name(),
            (System.nanoTime() - begin) / 1e6,
            outcome.detail());
      }
    }
    System.out.println(failed == 0 ? "all checks hold" : failed + " checks do not hold");
    return failed == 0 ? 0 : 1;
  }
}
