package dev.headroom.cli;

import dev.headroom.prove.Forecast;
import dev.headroom.prove.ForecastHtml;
import dev.headroom.prove.ForecastReport;
import dev.headroom.prove.ForecastSteps;
import dev.headroom.prove.ForecastTable;
import dev.headroom.prove.Limits;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.Report;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom forecast}: what a service can take, and how many of it are needed. */
@Command(
    name = "forecast",
    mixinStandardHelpOptions = true,
    description = {
      "Measures throughput at rising numbers of users, fits the Universal Scalability Law, and says where the knee is, how much"
          + " the service can take at most, and how many instances serve so many users; or why that cannot be told.",
      "",
      "  headroom forecast http://127.0.0.1:8080/api/items",
      "  headroom forecast scenario.yml --max-users 128 --step 10s --for-users 5000 --think 2s",
      "  headroom forecast measured.csv                  columns concurrency,perSecond (or perSecond,meanMs)",
      ""
    },
    footer = {"", "Ends with 0 with a forecast, 1 when it is refused, 2 on a fault."})
final class ForecastCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "URL|SCENARIO|TABLE",
      description =
          "Address of the service, a scenario's file (.yml), or points that were measured (.csv, .json).")
  String what = "";

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "Address of the service, stronger than the scenario's.")
  @Nullable String target;

  @Option(
      names = "--max-users",
      paramLabel = "N",
      description = "Users without think time at the highest step (default 64).")
  int mostUsers = 64;

  @Option(
      names = "--step",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Length of each step (default 5s; 12 steps up to 64 users).")
  Duration step = Duration.ofSeconds(5);

  @Option(
      names = "--for-users",
      paramLabel = "N",
      description = "How many instances serve so many users?")
  double users;

  @Option(
      names = "--think",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "Mean pause of such a user between an answer and the next request (default 1s).")
  Duration think = Duration.ofSeconds(1);

  @Option(
      names = "--for-rate",
      paramLabel = "N",
      description = "How many instances serve so many requests per second?")
  double rate;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where report.html and report.json go (default headroom-forecast).")
  Path out = Path.of("headroom-forecast");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of requests and intervals (default 1).")
  long seed = 1;

  @Mixin WireOptions wire = new WireOptions();

  @Override
  public Integer call() throws Exception {
    Forecast.Question question;
    try {
      question = new Forecast.Question(users, think, rate, seed);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    if (users == 0) {
      Typed.refuse(spec, "a forecast without --for-users", "--think");
    }
    String started = Clock.systemUTC().instant().toString();
    if (what.matches("(?i).*\\.(csv|json)") && !LoadAsked.isUrl(what)) {
      Typed.refuse(
          spec,
          "a table, which is measured already",
          "--target",
          "--max-users",
          "--step",
          "--http2",
          "--insecure",
          "--allow-host");
      List<Forecast.Point> points = ForecastTable.read(file());
      System.out.println(ForecastReport.head());
      points.forEach(point -> System.out.println(ForecastReport.line(point)));
      return write(report(what, "", started, "", points, question));
    }
    LoadAsked asked = LoadAsked.of(what, target, null, null, this::wrong);
    Target at = wire.target(asked.base());
    ForecastSteps.Options options;
    try {
      options =
          new ForecastSteps.Options(
              wire.wire(),
              step,
              mostUsers,
              at.isLoopback() ? Limits.SHARED : Limits.STRICT,
              seed,
              -1);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    Scenario mix = asked.scenario().withConnections(mostUsers);
    System.out.println(ForecastReport.head());
    List<Forecast.Point> points =
        ForecastSteps.run(
            at,
            Preparation.prepare(at, mix, wire.wire()),
            options.calibrated(),
            point -> {
              System.out.println(ForecastReport.line(point));
              System.out.flush();
            });
    Report.Machine machine = Report.Machine.here();
    return write(
        report(
            mix.name(),
            at.base().toString(),
            started,
            machine.cores() + " cores, " + machine.processor() + ", " + machine.jvm(),
            points,
            question));
  }

  private ForecastReport report(
      String scenario,
      String target,
      String started,
      String machine,
      List<Forecast.Point> points,
      Forecast.Question question) {
    return new ForecastReport(
        ForecastReport.VERSION,
        "forecast",
        scenario,
        target,
        started,
        Typed.command(spec, null),
        seed,
        machine,
        points,
        Forecast.of(points, question));
  }

  private int write(ForecastReport report) throws IOException {
    Path folder = Home.working().resolve(out).normalize();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.json"), report.toJson());
    Files.writeString(folder.resolve("report.html"), ForecastHtml.text(report));
    System.out.print(report.toText());
    System.out.printf("%nThe whole: %s%n", folder.resolve("report.html"));
    return report.exitCode();
  }

  private Path file() {
    Path file = Home.working().resolve(what);
    if (!Files.isRegularFile(file)) {
      throw wrong("there is no file " + file);
    }
    return file;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
