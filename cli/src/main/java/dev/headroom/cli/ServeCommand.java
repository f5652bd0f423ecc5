package dev.headroom.cli;

import dev.headroom.loop.Nearest;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom serve SERVICE}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "Runs a reference service with what it stands on (embedded PostgreSQL or a SQLite file, and Redis) until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SERVICE",
      description = "Reference service: pos, wellbeing or automations.")
  String service = "";

  @Option(
      names = "--fixes",
      split = ",",
      paramLabel = "ID",
      description = "all, none (default), or ids of fixes separated by commas.")
  List<String> fixes = List.of("none");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the service (default 8080); 0 takes a free one.")
  int port = 8080;

  @Option(
      names = "--fresh",
      description = "Forget what earlier runs wrote: begin with the data as loaded.")
  boolean fresh;

  @Override
  public Integer call() throws Exception {
    ReferenceService found = ReferenceService.named(service);
    Steps steps = new Steps(System.out, Home.terminal(), System::nanoTime);
    try (Running running = Running.start(found, Home.checkout(), steps)) {
      String name = found.name() + "_serve";
      Path options = ReferenceService.options(Home.checkout());
      // A copy of what the data or the schema were before would not fit the service any more.
      running.backing().copyOnce(name, fresh || running.loadedAnew());
      Running.Service served =
          running.service(
              name,
              Proving.port(port),
              Backing.folder(found, Home.checkout()).resolve("service.log"),
              List.of("@" + options),
              found.settings(process(found, fixes)),
              "Starting the service",
              steps);
      ServiceClient client = served.client();
      URI base = served.process().base();
      List<String> known = client.fixes().stream().map(ServiceClient.SwitchableFix::id).toList();
      Set<String> on = wanted(fixes, known);
      steps.run(
          "Switching fixes",
          () -> {
            steps.outcome(on.isEmpty() ? "all off" : String.join(", ", new TreeSet<>(on)));
            return client.switchTo(on);
          });
      System.out.println();
      System.out.println(found.name() + " - " + found.title());
      System.out.println("  address   " + base);
      System.out.println("  describes itself at " + base + "/swagger-ui.html");
      found.accounts().forEach(account -> System.out.println("  account   " + account));
      System.out.println(
          "  fixes     "
              + known.stream()
                  .map(id -> on.contains(id) ? id + " (on)" : id)
                  .collect(Collectors.joining(", ")));
      System.out.println("  memory    " + String.join(" ", words(options)));
      System.out.println("  log       " + served.process().log());
      System.out.println();
      found
          .examples()
          .forEach(example -> System.out.println("  " + example.replace("BASE", base.toString())));
      System.out.println();
      System.out.println("Ctrl-C stops it.");
      int code = served.process().waitFor();
      throw new IllegalStateException(
          "the service ended by itself (exit code "
              + code
              + "); its log: "
              + served.process().log());
    }
  }

  /** Options without what a file of them says about them. */
  private static List<String> words(Path file) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> line.startsWith("-")).toList();
  }

  /** What a process has to know before it can tell its fixes. */
  private static Set<String> process(ReferenceService found, List<String> asked) {
    Set<String> process = new HashSet<>(found.processSettings().keySet());
    process.removeIf(fix -> !asked.contains("all") && !asked.contains(fix));
    return process;
  }

  static Set<String> wanted(List<String> asked, List<String> known) {
    if (asked.equals(List.of("all"))) {
      return Set.copyOf(known);
    }
    if (asked.equals(List.of("none"))) {
      return Set.of();
    }
    Set<String> names = new HashSet<>(known);
    names.add("all");
    names.add("none");
    for (String id : asked) {
      if (!known.contains(id)) {
        throw new IllegalArgumentException(Nearest.unknown("fix", id, names));
      }
    }
    return Set.copyOf(asked);
  }
}
