package dev.headroom.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code headroom cache stats|get|invalidate|warm URL}. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "stats|get|invalidate|warm",
    description = {
      "The cache of a service that runs and has the starter: statistics, a value, invalidation,"
          + " warming."
    },
    footer = {
      "",
      "Examples:",
      "  headroom cache stats http://127.0.0.1:8080 --token TOKEN",
      "  headroom cache get http://127.0.0.1:8080 menu-items 42",
      "  headroom cache invalidate http://127.0.0.1:8080 menu-items --pattern '7/*'",
      "  headroom cache warm http://127.0.0.1:8080 menu-items 7"
    },
    subcommands = {
      CacheCommand.Stats.class,
      CacheCommand.Get.class,
      CacheCommand.Invalidate.class,
      CacheCommand.Warm.class
    })
final class CacheCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "which of stats, get, invalidate, warm? For example: headroom cache stats"
            + " http://127.0.0.1:8080");
  }

  /** What all of them take. */
  static final class Service {

    @Parameters(index = "0", paramLabel = "URL", description = "For example http://127.0.0.1:8080")
    String url = "";

    @Option(
        names = "--token",
        paramLabel = "TOKEN",
        description = {
          "Bearer token of a user with the admin role; HEADROOM_TOKEN is read too. Not needed by a"
              + " service with ENVIRONMENT=development on this machine, unless its own security"
              + " asks for one."
        })
    @Nullable String token;

    @Option(names = "--json", description = "The service's answer as it is, for programs.")
    boolean json;

    /** Warming may take its time. */
    ControlClient client() {
      return new ControlClient(url, token, Duration.ofMinutes(10));
    }

    JsonNode ask(String method, String path) throws IOException, InterruptedException {
      try (ControlClient client = client()) {
        String where = client.base() + "/headroom/api/cache" + path;
        JsonNode answer = Json.tree(where, client.send(method, "/headroom/api/cache" + path));
        if (json) {
          System.out.println(Json.text(answer));
        }
        return answer;
      }
    }
  }

  /** {@code stats}. */
  @Command(
      name = "stats",
      mixinStandardHelpOptions = true,
      description = {
        "Look-ups, hit rates, loads and staleness by namespace, and how the cache stands with"
            + " Redis, since the service's start."
      })
  static final class Stats implements Callable<Integer> {

    @Mixin Service service = new Service();

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode all = service.ask("GET", "");
      if (!service.json) {
        System.out.print(CacheText.of(all));
      }
      return 0;
    }
  }

  /** {@code get}. */
  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = {
        "What the cache would answer for a key, as JSON. Nothing is loaded; exit code 1 if there is"
            + " none. Counts as a look-up."
      })
  static final class Get implements Callable<Integer> {

    @Mixin Service service = new Service();

    @Parameters(index = "1", paramLabel = "NAMESPACE", description = "A namespace of the service.")
    String namespace = "";

    @Parameters(index = "2", paramLabel = "KEY", description = "The key.")
    String key = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode answer =
          service.ask(
              "GET",
              "/" + ControlClient.encoded(namespace) + "/value?key=" + ControlClient.encoded(key));
      boolean found = answer.path("found").asBoolean();
      if (!service.json && found) {
        System.out.println(Json.text(answer.path("value")));
      } else if (!service.json) {
        System.err.println("headroom: " + namespace + " has no value for '" + key + "'");
      }
      return found ? 0 : 1;
    }
  }

  /** {@code invalidate}. */
  @Command(
      name = "invalidate",
      mixinStandardHelpOptions = true,
      description = {
        "Invalidates on all instances of the service; a value that is being loaded meanwhile is not"
            + " kept."
      })
  static final class Invalidate implements Callable<Integer> {

    @Mixin Service service = new Service();

    @Parameters(index = "1", paramLabel = "NAMESPACE", description = "A namespace of the service.")
    String namespace = "";

    @ArgGroup(multiplicity = "1")
    What what = new What();

    static final class What {
      @Option(names = "--key", paramLabel = "KEY", description = "One key.")
      @Nullable String key;

      @Option(names = "--tag", paramLabel = "TAG", description = "All values with a tag.")
      @Nullable String tag;

      @Option(
          names = "--pattern",
          paramLabel = "PATTERN",
          description = "All keys that fit; * stands for any characters, such as '7/*'.")
      @Nullable String pattern;

      @Option(names = "--all", description = "Everything in the namespace.")
      boolean all;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      List<String> query = new ArrayList<>();
      add(query, "key", what.key);
      add(query, "tag", what.tag);
      add(query, "pattern", what.pattern);
      add(query, "all", what.all ? "true" : null);
      JsonNode answer =
          service.ask(
              "DELETE", "/" + ControlClient.encoded(namespace) + "?" + String.join("&", query));
      if (!service.json) {
        String name = answer.path("name").isString() ? " " + answer.path("name").asString() : "";
        System.out.println(namespace + ": invalidated " + answer.path("what").asString() + name);
      }
      return 0;
    }

    private static void add(List<String> query, String name, @Nullable String value) {
      if (value != null) {
        query.add(name + "=" + ControlClient.encoded(value));
      }
    }
  }

  /** {@code warm}. */
  @Command(
      name = "warm",
      mixinStandardHelpOptions = true,
      description = {
        "Has the service fill a namespace before somebody asks, and tells how many values it then has"
            + " of that. 'stats' marks with * what the service knows how to fill."
      })
  static final class Warm implements Callable<Integer> {

    @Mixin Service service = new Service();

    @Parameters(index = "1", paramLabel = "NAMESPACE", description = "A namespace of the service.")
    String namespace = "";

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "WHAT",
        description =
            "Which part, in the service's words, such as a restaurant's number; left out, all of it.")
    @Nullable String what;

    @Override
    public Integer call() throws IOException, InterruptedException {
      String query = what == null ? "" : "?what=" + ControlClient.encoded(what);
      JsonNode answer =
          service.ask("POST", "/" + ControlClient.encoded(namespace) + "/warm" + query);
      if (!service.json) {
        System.out.printf(
            Locale.ROOT,
            "%s: %d values are in the cache now (%.0f ms)%n",
            namespace,
            answer.path("values").asLong(),
            answer.path("millis").asDouble());
      }
      return 0;
    }
  }
}
