package dev.headroom.cli;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupStatus;
import dev.headroom.rollup.RollupYaml;
import dev.headroom.rollup.Rollups;
import dev.headroom.rollup.Verification;
import dev.headroom.settings.Settings;
import dev.headroom.settings.SettingsException;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom rollup install|status|refresh|verify|rebuild}. */
@Command(
    name = "rollup",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "install|status|refresh|verify|rebuild",
    description = "Pre-aggregated tables of a PostgreSQL or SQLite database: docs/rollup.md.",
    footer = {
      "",
      "Examples:",
      "  headroom rollup install --jdbc jdbc:sqlite:app.db --config headroom.yml --dry-run",
      "  headroom rollup status --jdbc 'jdbc:postgresql://db:5432/app?user=app'",
      "  headroom rollup refresh --jdbc jdbc:sqlite:app.db",
      "  headroom rollup verify --jdbc jdbc:sqlite:app.db --sample 1000",
      "  headroom rollup rebuild --jdbc jdbc:sqlite:app.db screen"
    },
    subcommands = {
      RollupCommand.Install.class,
      RollupCommand.Status.class,
      RollupCommand.Refresh.class,
      RollupCommand.Verify.class,
      RollupCommand.Rebuild.class
    })
final class RollupCommand implements Callable<Integer> {

  private static final Duration TURN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(50);

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "which of install, status, refresh, verify, rebuild? For example: headroom rollup status --jdbc"
            + " jdbc:sqlite:app.db");
  }

  /** What all of them take. */
  static final class Where {

    @Option(
        names = "--jdbc",
        paramLabel = "URL",
        required = true,
        description =
            "The database: jdbc:postgresql://HOST:PORT/NAME?user=ROLE or jdbc:sqlite:FILE.")
    String jdbc = "";

    DataSource database() {
      if (jdbc.startsWith("jdbc:postgresql:")) {
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setUrl(jdbc);
        postgres.setApplicationName("headroom-rollup");
        return postgres;
      }
      if (jdbc.startsWith("jdbc:sqlite:")) {
        SQLiteDataSource sqlite = new SQLiteDataSource();
        sqlite.setUrl(jdbc);
        sqlite.getConfig().setBusyTimeout(20_000);
        sqlite.getConfig().resetOpenMode(SQLiteOpenMode.CREATE); // a misspelt file stays missing
        return sqlite;
      }
      throw new IllegalArgumentException(
          "--jdbc takes jdbc:postgresql://HOST:PORT/NAME?user=ROLE or jdbc:sqlite:FILE");
    }

    Rollups installed() {
      Rollups rollups = Rollups.installed(database());
      if (rollups.declared().isEmpty()) {
        throw new IllegalArgumentException(
            "this database has no rollup: declare one in headroom.yml (docs/rollup.md) and run"
                + " headroom rollup install");
      }
      return rollups;
    }
  }

  /** {@code install}. */
  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description =
          "Creates the rollups that the section rollups of headroom.yml declares, where they are not"
              + " there. Their history is filled by the service, or by refresh.")
  static final class Install implements Callable<Integer> {

    @Mixin Where where = new Where();

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Where they are declared (default: headroom.yml here).")
    Path config = Path.of(Settings.FILE);

    @Option(names = "--dry-run", description = "Prints the SQL and changes nothing.")
    boolean dryRun;

    @Override
    public Integer call() {
      Yaml document = Yaml.read(Home.working().resolve(config));
      Yaml section = YamlKeys.of(document, "the settings", Settings.SECTIONS).optional("rollups");
      if (section == null) {
        throw new SettingsException(config + ": has no section 'rollups'");
      }
      Rollups rollups = new Rollups(where.database(), RollupYaml.read(section));
      if (dryRun) {
        for (Rollup rollup : rollups.declared()) {
          System.out.println("-- " + rollup.name() + ", in one transaction");
          rollups.migration(rollup.name()).forEach(sql -> System.out.println(sql + ";"));
        }
        return 0;
      }
      rollups.install();
      show(rollups.status());
      if (rollups.status().stream().anyMatch(status -> status.progress() < 1)) {
        System.out.println(
            "the service that keeps them fresh fills them, or: headroom rollup refresh --jdbc URL");
      }
      return 0;
    }
  }

  /** {@code status}. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "What each rollup is at, how far behind, how far filled.")
  static final class Status implements Callable<Integer> {

    @Mixin Where where = new Where();

    @Override
    public Integer call() {
      show(where.installed().status());
      return 0;
    }
  }

  /** {@code verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description =
          "Adds samples of buckets up again from the raw rows and compares. Ends with 1 if one"
              + " differs.")
  static final class Verify implements Callable<Integer> {

    @Mixin Where where = new Where();

    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "One rollup; all if none is named.")
    @Nullable String name;

    @Option(
        names = "--sample",
        paramLabel = "N",
        description = "Buckets of each grain, about (default 200); 0 for all.")
    int sample = 200;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Which; the same number takes the same (default: another each time).")
    long seed = System.nanoTime();

    @Override
    public Integer call() {
      if (sample < 0) {
        throw new IllegalArgumentException("--sample is 0 (all) or more, was " + sample);
      }
      Rollups rollups = where.installed();
      List<String> names =
          name == null ? rollups.declared().stream().map(Rollup::name).toList() : List.of(name);
      boolean holds = true;
      for (String one : names) {
        if (unfilled(rollups, one)) {
          System.out.println(one + ": not filled yet: headroom rollup refresh --jdbc URL");
          holds = false;
          continue;
        }
        Verification found = rollups.verify(one, sample == 0 ? Integer.MAX_VALUE : sample, seed);
        System.out.printf(
            Locale.ROOT,
            "%s: %d buckets compared, %d wait for a refresh, %s%n",
            one,
            found.checked(),
            found.pending(),
            found.holds() ? "all as the rows say" : found.differences().size() + " differ:");
        found.differences().forEach(line -> System.out.println("  " + line));
        if (!found.holds()) {
          System.out.println("  headroom rollup rebuild --jdbc URL " + one);
        }
        holds &= found.holds();
      }
      return holds ? 0 : 1;
    }

    private static boolean unfilled(Rollups rollups, String name) {
      return rollups.status().stream()
          .anyMatch(status -> status.rollup().equals(name) && status.state().equals("NEW"));
    }
  }

  /** {@code refresh}. */
  @Command(
      name = "refresh",
      mixinStandardHelpOptions = true,
      description =
          "Works off what changed since the last time, and the history that is not filled: for a"
              + " timer, where no service does it. Ended before its end, it is resumed by the next"
              + " run.")
  static final class Refresh implements Callable<Integer> {

    @Mixin Where where = new Where();

    @Override
    public Integer call() throws Exception {
      Rollups rollups = where.installed();
      settle("Refreshing", rollups);
      show(rollups.status());
      return 0;
    }
  }

  /** {@code rebuild}. */
  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description =
          "Computes all of a rollup again, its history too if that is not filled yet. It is read"
              + " meanwhile; ended before its end, it is resumed by the service or by the next run.")
  static final class Rebuild implements Callable<Integer> {

    @Mixin Where where = new Where();

    @Parameters(paramLabel = "NAME", description = "The rollup.")
    String name = "";

    @Override
    public Integer call() throws Exception {
      Rollups rollups = where.installed();
      rollups.rebuild(name);
      Rollups one =
          new Rollups(
              where.database(),
              rollups.declared().stream().filter(each -> each.name().equals(name)).toList());
      settle("Rebuilding " + name, one);
      show(one.status());
      return 0;
    }
  }

  /** Until everything is filled; where a service works at it the turn ends at once. */
  private static void settle(String what, Rollups rollups) throws Exception {
    Steps steps = new Steps(System.err, Home.terminal(), System::nanoTime);
    steps.run(
        what,
        () -> {
          while (!rollups.refresh(TURN) || filled(rollups) < 1) {
            steps.progress(String.format(Locale.ROOT, "%.0f %%", filled(rollups) * 100));
            LockSupport.parkNanos(PAUSE.toNanos());
          }
          return null;
        });
  }

  private static double filled(Rollups rollups) {
    return rollups.status().stream().mapToDouble(RollupStatus::progress).min().orElse(1);
  }

  private static void show(List<RollupStatus> all) {
    Instant now = Clock.systemUTC().instant();
    for (RollupStatus status : all) {
      System.out.printf(
          Locale.ROOT,
          "%s: %s%s, %d changed slots wait%s%s%n",
          status.rollup(),
          status.state().toLowerCase(Locale.ROOT),
          status.progress() < 1
              ? String.format(Locale.ROOT, " (%.0f %%)", status.progress() * 100)
              : "",
          status.pending(),
          status.oldestPending() == null
              ? ""
              : ", the oldest for " + ago(now, status.oldestPending()),
          status.refreshedAt() == null
              ? ", never refreshed"
              : ", refreshed " + ago(now, status.refreshedAt()) + " ago");
      if (status.refusedZone() != null) {
        System.out.printf(
            "  rows in the time zone '%s' belong to no bucket: there is none of this name%n",
            status.refusedZone());
      }
    }
  }

  private static String ago(Instant now, Instant then) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}
