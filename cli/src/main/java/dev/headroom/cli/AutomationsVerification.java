package dev.headroom.cli;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a running automations service must answer (requirements A1 to A7). */
final class AutomationsVerification extends Verification {

  private static final String SYSTEM = "/api/v1/admin/system";
  private static final String USERS = "/api/v1/admin/users";

  /** A page of users by the one statement that joins, and who asks. */
  private static final long MOST_STATEMENTS = 4;

  /** A2, as SQLite writes it: synchronous 1 is NORMAL, temporary tables 2 are in memory. */
  private static final Map<String, String> PRAGMAS =
      new TreeMap<>(
          Map.of(
              "journal_mode", "wal",
              "synchronous", "1",
              "cache_size", "10000",
              "temp_store", "2",
              "mmap_size", "268435456"));

  /** Of A7: times, hit rates, memory and CPU, and what the file and its writers do. */
  private static final List<String> METRICS =
      List.of(
          "http_server_requests_seconds_count",
          "headroom_cache_gets_total",
          "headroom_sqlite_database_bytes",
          "headroom_sqlite_writers_waiting",
          "jvm_memory_used_bytes",
          "process_cpu_usage");

  private static final Pattern GETS =
      Pattern.compile("(?m)^headroom_cache_gets_total\\{.*result=\"(\\w+)\".*} (\\S+)$");

  AutomationsVerification(URI base, String email, String password) {
    super(base, email, password);
  }

  @Override
  String name() {
    return "automations";
  }

  @Override
  String me() {
    return "/api/v1/me";
  }

  @Override
  String figures() {
    return "/metrics";
  }

  @Override
  List<Check> checks() {
    return List.of(
        new Check("health", this::health),
        new Check("sign-in", this::signIn),
        new Check("foreign token refused", this::forgedToken),
        new Check("ended sign-in refused", this::ended),
        new Check("kept answers", this::kept),
        new Check("indexes", this::indexes),
        new Check("settings of SQLite", this::settings),
        new Check("statements of a page", this::statements),
        new Check("metrics", this::metrics));
  }

  @Override
  void loadBegins() throws IOException, InterruptedException {
    observeAnew();
  }

  @Override
  List<Check> afterLoad() {
    return List.of(new Check("processors", this::processors), new Check("memory", this::memory));
  }

  /** A4: good until it is ended, and then at no instance that shares its Redis. */
  private Outcome ended() throws IOException, InterruptedException {
    Answer begun = call("POST", "/api/v1/auth/sign-in", credentials());
    String other = begun.body().path("accessToken").asString("");
    int before = as(other, me()).status();
    String refresh =
        JSON.writeValueAsString(Map.of("token", begun.body().path("refreshToken").asString("")));
    int out = call("POST", "/api/v1/auth/sign-out", refresh).status();
    int after = as(other, me()).status();
    return new Outcome(
        before == 200 && out == 204 && after == 401,
        "before " + before + ", sign-out " + out + ", after " + after);
  }

  /** A3: a second answer is told by the cache, and is the same. */
  private Outcome kept() throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (String path : List.of("/api/v1/health", me() + "?date=2023-12-20", USERS + "?size=25")) {
      Answer first = call("GET", path, null);
      long[] before = lookUps();
      Answer second = call("GET", path, null);
      long[] after = lookUps();
      boolean kept =
          before != null && after != null && after[0] > before[0] && after[1] == before[1];
      if (first.status() != 200 || !second.body().equals(first.body())) {
        wrong.add(path + " answered something else");
      } else if (!kept) {
        wrong.add(path + " was not kept");
      }
      times.add(String.format(Locale.ROOT, "%.1f and %.1f ms", first.millis(), second.millis()));
    }
    return new Outcome(
        wrong.isEmpty(),
        wrong.isEmpty()
            ? "first and kept " + String.join(", ", times)
            : String.join(", ", wrong) + ": are health-cache, me-cache and admin-cache on?");
  }

  /** A1: the fix's own, or others in their place, such as those that were advised. */
  private Outcome indexes() throws IOException, InterruptedException {
    JsonNode indexes = call("GET", SYSTEM, null).body().path("indexes");
    List<String> missing = new ArrayList<>();
    for (String table : List.of("session", "token_usage", "user_automation")) {
      if (indexes.valueStream().noneMatch(name -> of(table, name.asString("")))) {
        missing.add(table);
      }
    }
    return new Outcome(
        missing.isEmpty(),
        missing.isEmpty()
            ? indexes.size() + " beside keys and constraints"
            : "none on " + String.join(", ", missing) + ": is indexes on?");
  }

  private static boolean of(String table, String index) {
    return index.startsWith(table + "_") || index.startsWith("hr_" + table + "_");
  }

  private Outcome settings() throws IOException, InterruptedException {
    JsonNode settings = call("GET", SYSTEM, null).body().path("settings");
    List<String> told = new ArrayList<>();
    boolean holds = true;
    for (Map.Entry<String, String> pragma : PRAGMAS.entrySet()) {
      String value = settings.path(pragma.getKey()).asString("?");
      boolean right = value.equals(pragma.getValue());
      holds &= right;
      told.add(pragma.getKey() + " " + value + (right ? "" : " instead of " + pragma.getValue()));
    }
    return new Outcome(holds, String.join(", ", told) + (holds ? "" : ": is sqlite on?"));
  }

  /** A5: of a hundred users as many as of ten. */
  private Outcome statements() throws IOException, InterruptedException {
    // Ids that nobody asked for: what is kept is read by no statement.
    long first = 1_000 + System.nanoTime() % 10_000;
    long few = statements(USERS + "?size=10&before=" + first);
    long many = statements(USERS + "?size=100&before=" + (first + 10_000));
    return new Outcome(
        few > 0 && many == few && many <= MOST_STATEMENTS,
        "of 10 users " + few + ", of 100 users " + many + " statements");
  }

  private long statements(String path) throws IOException, InterruptedException {
    long before = observedStatements();
    Answer answer = call("GET", path, null);
    return answer.status() == 200 ? observedStatements() - before : -1;
  }

  private long observedStatements() throws IOException, InterruptedException {
    return observations().endpoints().stream()
        .filter(endpoint -> endpoint.endpoint().equals("GET " + USERS))
        .mapToLong(EndpointObservation::statements)
        .sum();
  }

  private Observations observations() throws IOException, InterruptedException {
    try (ServiceClient client = new ServiceClient(base)) {
      client.useToken(token());
      return client.observations();
    }
  }

  private Outcome metrics() throws IOException, InterruptedException {
    String text = send("GET", figures(), null).body();
    List<String> missing = new ArrayList<>(METRICS);
    missing.removeIf(name -> text.contains("\n" + name));
    return new Outcome(
        missing.isEmpty(),
        missing.isEmpty() ? "all there" : "missing: " + String.join(", ", missing));
  }

  /** A6: of all processors, what the service's process had during the load. */
  private Outcome processors() throws IOException, InterruptedException {
    Observations seen = observations();
    double share =
        seen.runtime().cpuNanos()
            / (double) Math.max(1, seen.windowNanos() * seen.runtime().processors());
    return new Outcome(
        share > 0 && share < 0.7,
        String.format(
            Locale.ROOT, "%.0f %% of %d processors", 100 * share, seen.runtime().processors()));
  }

  private Outcome memory() throws IOException, InterruptedException {
    JsonNode memory = call("GET", SYSTEM, null).body().path("memoryMb");
    return memory.isNumber()
        ? new Outcome(memory.asLong() < 500, memory.asLong() + " MB resident")
        : new Outcome(false, SYSTEM + " tells no memoryMb");
  }

  /** Of all caches, as Prometheus is told. */
  @Override
  long @Nullable [] lookUps() {
    try {
      long[] sums = new long[2];
      Matcher gets = GETS.matcher(send("GET", figures(), null).body());
      while (gets.find()) {
        sums[gets.group(1).equals("miss") ? 1 : 0] += Math.round(Double.parseDouble(gets.group(2)));
      }
      return sums;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
