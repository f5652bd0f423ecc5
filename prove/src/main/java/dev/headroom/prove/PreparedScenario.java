package dev.headroom.prove;

import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.Step;
import dev.headroom.prove.Template.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A scenario with everything that is fetched before the load: tokens and read lists. Requests are
 * then drawn from a seed alone; only {@code unique} variables go on counting, so that a replayed
 * sequence writes new rows instead of meeting its own, and so do rows that are taken in order.
 */
public final class PreparedScenario {

  final Scenario scenario;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Map<String, String>> tokens;
  private final Map<String, Map<String, List<Value>>> lists;
  private final String nonce;
  private final Share share;
  private final AtomicLong unique = new AtomicLong();
  private final Map<String, AtomicLong> rows = new ConcurrentHashMap<>();

  /**
   * For {@link Preparation}.
   *
   * @param tokens by account, then by {@link #key}
   * @param lists by variable, then by {@link #key}
   * @param nonce of this run, part of every unique value
   */
  PreparedScenario(
      Scenario scenario,
      Map<String, Map<String, String>> tokens,
      Map<String, Map<String, List<Value>>> lists,
      String nonce) {
    this(scenario, tokens, lists, nonce, Share.WHOLE);
  }

  private PreparedScenario(
      Scenario scenario,
      Map<String, Map<String, String>> tokens,
      Map<String, Map<String, List<Value>>> lists,
      String nonce,
      Share share) {
    this.scenario = scenario;
    this.tokens = tokens;
    this.lists = lists;
    this.nonce = nonce;
    this.share = share;
  }

  /**
   * A scenario that needs nothing fetched.
   *
   * @param scenario without accounts and without variables that are read
   * @return ready to be sent
   */
  public static PreparedScenario of(Scenario scenario) {
    return new PreparedScenario(scenario, Map.of(), Map.of(), "0");
  }

  /** With one group of it alone. */
  PreparedScenario only(Group group) {
    return new PreparedScenario(
        scenario.with(List.of(group)), tokens, lists, nonce + "-" + group.name());
  }

  /** What was fetched, for a worker that sends a share of it. */
  byte[] fetched() {
    return JSON.writeValueAsBytes(new Fetched(tokens, lists, nonce));
  }

  /**
   * A worker's share of a scenario.
   *
   * @param scenario the whole
   * @param fetched for it, see {@link #fetched}
   * @param share of it
   * @return with its part of the connections
   */
  static PreparedScenario ofShare(Scenario scenario, byte[] fetched, Share share) {
    Fetched from = JSON.readValue(fetched, Fetched.class);
    String nonce = share.of() == 1 ? from.nonce() : from.nonce() + "." + share.index();
    return new PreparedScenario(
        scenario.with(
            scenario.groups.stream()
                .map(
                    g ->
                        new Group(
                            g.name(),
                            g.requests(),
                            share.mine(g.concurrent()),
                            g.steps(),
                            g.flow()))
                .toList()),
        from.tokens(),
        from.lists(),
        nonce,
        share);
  }

  private record Fetched(
      Map<String, Map<String, String>> tokens,
      Map<String, Map<String, List<Value>>> lists,
      String nonce) {}

  Share share() {
    return share;
  }

  /** The requests of a group, in an order that the seed alone decides. */
  RequestSource requests(Group group, long seed) {
    return new RequestSource(this, group, seed);
  }

  Request draw(Step step, SplittableRandom random) {
    return draw(step, new Draw(this, random), null);
  }

  Request draw(Step step, Draw draw, @Nullable Journey journey) {
    String path = step.path().fill(draw::get);
    Template body = step.body();
    return new Request(
        step,
        path,
        step.as().isEmpty() ? null : token(step.as(), draw::get),
        step.headers().isEmpty() ? Map.of() : headers(step, draw),
        body == null ? null : body.fill(draw::get),
        journey);
  }

  private static Map<String, String> headers(Step step, Draw draw) {
    Map<String, String> headers = new LinkedHashMap<>();
    step.headers().forEach((name, template) -> headers.put(name, template.fill(draw::get)));
    return headers;
  }

  private String token(String account, Function<String, Value> values) {
    Map<String, String> byKey = tokens.get(account);
    String token = byKey == null ? null : byKey.get(key(accountNames(scenario, account), values));
    if (token == null) {
      throw new IllegalStateException("account '" + account + "' was not signed in");
    }
    return token;
  }

  /** The variables that an account's fields depend on. */
  static List<String> accountNames(Scenario scenario, String account) {
    return scenario.accounts.getOrDefault(account, Map.of()).values().stream()
        .flatMap(template -> template.names().stream())
        .distinct()
        .sorted()
        .toList();
  }

  static String key(List<String> names, Function<String, Value> values) {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder key = new StringBuilder();
    for (String name : names) {
      key.append(values.apply(name).text()).append('\n');
    }
    return key.toString();
  }

  String nextUnique(String prefix) {
    return prefix + "-" + nonce + "-" + unique.incrementAndGet();
  }

  /** Which of n rows is next, over all runs. */
  int nextRow(String variable, int n) {
    long mine = rows.computeIfAbsent(variable, name -> new AtomicLong()).getAndIncrement();
    return (int) (share.nth(mine) % n);
  }

  List<Value> list(String variable, String key) {
    List<Value> list = lists.getOrDefault(variable, Map.of()).get(key);
    if (list == null) {
      throw new IllegalStateException("variable '" + variable + "' was not read");
    }
    return list;
  }

  /**
   * A request to send.
   *
   * @param token without "Bearer", or null
   * @param journey the flow it is a step of, or null
   */
  record Request(
      Step step,
      String path,
      @Nullable String token,
      Map<String, String> headers,
      @Nullable String body,
      @Nullable Journey journey) {}
}
