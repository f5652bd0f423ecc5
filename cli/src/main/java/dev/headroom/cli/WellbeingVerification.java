package dev.headroom.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What a running wellbeing service must answer (requirements W1 to W5, W7). */
final class WellbeingVerification extends Verification {

  private static final String ANALYTICS = "/api/v1/analytics/";
  private static final String DAY = "?date=2017-03-31";

  /** Of W7, with the fields that it names; an empty list for any answer. */
  private static final Map<String, List<String>> ROUTES =
      new TreeMap<>(
          Map.of(
              "dashboard",
              List.of("quick", "today", "goals"),
              "summary/daily",
              List.of("day"),
              "insights",
              List.of(),
              "quick-stats",
              List.of("today_screen_time", "today_focus_time", "privacy_score", "wellbeing_score"),
              "summary/daily-optimized",
              List.of("status", "cached", "data"),
              "summary/weekly-optimized",
              List.of("status", "cached", "data"),
              "insights-optimized",
              List.of("status", "cached", "data"),
              "cache",
              List.of("hits", "misses", "hit_rate_percent")));

  /** The pool's figures when the load began. */
  private JsonNode before = MissingNode.getInstance();

  WellbeingVerification(URI base, String email, String password) {
    super(base, email, password);
  }

  @Override
  String name() {
    return "wellbeing";
  }

  @Override
  String me() {
    return "/api/v1/me";
  }

  @Override
  String figures() {
    return "/api/v1/metrics";
  }

  @Override
  List<Check> checks() {
    return List.of(
        new Check("health", this::health),
        new Check("health is limited", this::limited),
        new Check("sign-in", this::signIn),
        new Check("foreign token refused", this::forgedToken),
        new Check("metrics", this::metrics),
        new Check("analytics routes", this::routes),
        new Check("kept answers", this::kept));
  }

  @Override
  void loadBegins() throws IOException, InterruptedException {
    observeAnew();
    before = call("GET", figures(), null).body().path("pool");
  }

  @Override
  List<Check> afterLoad() {
    return List.of(
        new Check(
            "slow statements",
            () -> figure("statements", "slow_percent", "%.2f %% of the statements", 0, 5)),
        new Check("cache look-up", this::lookUp),
        new Check("pool use", this::poolUse),
        new Check("connection reuse", this::reuse),
        new Check("memory", () -> figure("memory", "resident_mb", "%.0f MB resident", 1, 300)));
  }

  private Outcome figure(String part, String name, String words, double least, double most)
      throws IOException, InterruptedException {
    JsonNode value = call("GET", figures(), null).body().path(part).path(name);
    return value.isNumber()
        ? new Outcome(
            value.asDouble() >= least && value.asDouble() <= most,
            String.format(Locale.ROOT, words, value.asDouble()))
        : new Outcome(false, figures() + " has no " + part + "." + name);
  }

  /** W2: the cache's own time for a look-up, those that found nothing among them. */
  private Outcome lookUp() throws IOException, InterruptedException {
    JsonNode cache = call("GET", figures(), null).body().path("cache");
    long lookups = cache.path("lookups").asLong(0);
    double millis = cache.path("lookup_ms").asDouble(-1);
    return new Outcome(
        lookups > 0 && millis >= 0 && millis < 2,
        lookups > 0
            ? String.format(Locale.ROOT, "%.3f ms, the mean of %,d look-ups", millis, lookups)
            : "no look-up was counted: is analytics-cache on?");
  }

  /** W3: of what was taken from the pool under the load, what was there already. */
  private Outcome reuse() throws IOException, InterruptedException {
    JsonNode after = call("GET", figures(), null).body().path("pool");
    long taken = after.path("taken").asLong(0) - before.path("taken").asLong(0);
    long opened = after.path("opened").asLong(0) - before.path("opened").asLong(0);
    double percent = taken == 0 ? 0 : 100.0 * (taken - opened) / taken;
    return new Outcome(
        percent >= 95,
        taken == 0
            ? "no connection was taken"
            : String.format(Locale.ROOT, "%.2f %%: %,d taken, %,d opened", percent, taken, opened));
  }

  /** Of what the pool may have, most that was in use at once. */
  private Outcome poolUse() throws IOException, InterruptedException {
    JsonNode pool = call("GET", figures(), null).body().path("pool");
    double share = pool.path("most_active").asDouble(0) / pool.path("most").asDouble(1);
    return new Outcome(
        pool.has("most_active") && share < 0.7,
        String.format(
            Locale.ROOT,
            "%.0f %%: %d of %d connections in use at the peak, overflow %d",
            100 * share,
            pool.path("most_active").asInt(0),
            pool.path("most").asInt(0),
            pool.path("overflow").asInt(0)));
  }

  /** W4: says what is left; to use it up would shut others out for a minute. */
  private Outcome limited() throws IOException, InterruptedException {
    Answer health = call("GET", "/health", null);
    String policy = String.join(", ", health.headers().getOrDefault("ratelimit-policy", List.of()));
    return new Outcome(
        policy.contains("q=100;w=60"),
        policy.isEmpty() ? "no RateLimit-Policy: is the fix limits on?" : policy);
  }

  private Outcome metrics() throws IOException, InterruptedException {
    JsonNode body = call("GET", figures(), null).body();
    List<String> missing = new ArrayList<>();
    lacking(
        body.path("performance"),
        List.of("total_requests", "total_time_ms", "average_time_ms"),
        missing);
    lacking(
        body.path("cache"), List.of("hits", "misses", "hit_rate_percent", "lookup_ms"), missing);
    lacking(body.path("pool"), List.of("size", "idle", "active", "overflow"), missing);
    lacking(body.path("statements"), List.of("slow_percent", "slow_threshold_ms"), missing);
    return missing(missing);
  }

  private Outcome routes() throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, List<String>> route : ROUTES.entrySet()) {
      Answer answer = call("GET", ANALYTICS + route.getKey() + DAY, null);
      if (answer.status() != 200) {
        missing.add(route.getKey() + " answered " + answer.status());
      }
      boolean timed =
          answer.headers().containsKey("x-response-time")
              && answer.headers().containsKey("x-process-time");
      if (!timed) {
        missing.add(route.getKey() + ": X-Response-Time and X-Process-Time");
      }
      lacking(answer.body(), route.getValue(), missing);
    }
    return missing(missing);
  }

  private static void lacking(JsonNode body, List<String> fields, List<String> missing) {
    fields.stream().filter(field -> !body.has(field)).forEach(missing::add);
  }

  private static Outcome missing(List<String> missing) {
    return new Outcome(
        missing.isEmpty(),
        missing.isEmpty() ? "all there" : "missing: " + String.join(", ", missing));
  }

  /** W2: the second answer was kept, and is the same. */
  private Outcome kept() throws IOException, InterruptedException {
    String path = ANALYTICS + "summary/daily-optimized" + DAY;
    Answer first = call("GET", path, null);
    Answer second = call("GET", path, null);
    boolean same = second.body().path("data").equals(first.body().path("data"));
    boolean cached = second.body().path("cached").asBoolean(false);
    return new Outcome(
        same && cached,
        same
            ? cached
                ? String.format(
                    Locale.ROOT, "first %.1f ms, kept %.1f ms", first.millis(), second.millis())
                : "the second answer was not kept: is analytics-cache on?"
            : "the second answer was another");
  }
}
