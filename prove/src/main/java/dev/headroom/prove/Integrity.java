package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether all arms give the same answers: the same GETs, asked of each arm with nothing written in
 * between, must have the same status and body. JSON is compared by value, without the fields that
 * the scenario ignores. An arm that is faster because it answers less is not faster.
 */
public final class Integrity {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_DIFFERENCES = 50;

  private final Function<Arm, Side> sides;

  /**
   * What came out.
   *
   * @param checked answers compared
   * @param differences what differed, at most 50
   */
  public record Result(long checked, List<Difference> differences) {

    /** Copies the list. */
    public Result {
      differences = List.copyOf(differences);
    }
  }

  /**
   * An answer that differed.
   *
   * @param request for example {@code GET /api/v1/restaurants/1/menu}
   * @param arms the two arms
   * @param detail what differed
   */
  public record Difference(String request, String arms, String detail) {}

  private record Answer(int status, String body) {}

  /**
   * Where an arm is asked.
   *
   * @param target where
   * @param prepared whose GETs are asked
   */
  public record Side(Target target, PreparedScenario prepared) {}

  /**
   * A check of arms that are settings of one deployment.
   *
   * @param target where
   * @param prepared whose GETs are asked
   */
  public Integrity(Target target, PreparedScenario prepared) {
    this.sides = arm -> new Side(target, prepared);
  }

  /**
   * A check of arms that are deployments of their own. What one of them has under another id is not
   * compared.
   *
   * @param sides where each arm is
   */
  public Integrity(Map<Arm, Side> sides) {
    this.sides =
        arm -> Objects.requireNonNull(sides.get(arm), () -> "no side for the arm " + arm.name());
  }

  /**
   * Asks every arm.
   *
   * @param arms switches
   * @param of the arms; the first is what the others are compared with
   * @param samples how many requests of each GET step
   * @param seed which
   * @return what differed, at most 50
   * @throws Exception if an arm cannot be switched, or the target does not answer
   */
  public Result check(Arm.Switch arms, List<Arm> of, int samples, long seed) throws Exception {
    PreparedScenario reference = sides.apply(of.get(0)).prepared();
    // Drawn once: what is drawn in turn would go on with other values.
    List<Request> requests = requests(reference, samples, seed);
    Set<String> ignore = reference.scenario.ignore;
    List<Difference> differences = new ArrayList<>();
    long checked = 0;
    List<Answer> first = List.of();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (Arm arm : of) {
        arms.to(arm);
        Side side = sides.apply(arm);
        List<Request> mine =
            side.prepared() == reference ? requests : requests(side.prepared(), samples, seed);
        List<Answer> answers = new ArrayList<>();
        for (Request request : mine) {
          answers.add(ask(client, side.target(), request));
        }
        if (first.isEmpty()) {
          first = answers;
          continue;
        }
        for (int i = 0; i < requests.size(); i++) {
          if (!mine.get(i).path().equals(requests.get(i).path())) {
            continue;
          }
          checked++;
          String detail = difference(first.get(i), answers.get(i), ignore);
          if (!detail.isEmpty() && differences.size() < MOST_DIFFERENCES) {
            differences.add(
                new Difference(
                    "GET " + requests.get(i).path(), of.get(0).name() + ", " + arm.name(), detail));
          }
        }
      }
    }
    return new Result(checked, differences);
  }

  private static List<Request> requests(PreparedScenario prepared, int samples, long seed) {
    List<Request> requests = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (Group group : prepared.scenario.groups) {
      if (group.flow()) {
        continue; // its reads depend on what its earlier steps were answered
      }
      for (Step step : group.steps()) {
        for (int i = 0; i < samples && step.isRead(); i++) {
          requests.add(prepared.draw(step, random.split()));
        }
      }
    }
    return requests;
  }

  private static Answer ask(HttpClient client, Target target, Request request)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(target.base() + request.path()))
            .timeout(Duration.ofSeconds(60));
    request.headers().forEach(builder::header);
    if (request.token() != null) {
      builder.header("authorization", "Bearer " + request.token());
    }
    HttpResponse<byte[]> response;
    try {
      response = client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IOException("GET " + target.base() + request.path() + ": no answer: " + e, e);
    }
    String coding = response.headers().firstValue("content-encoding").orElse("identity");
    return new Answer(response.statusCode(), text(response.body(), coding));
  }

  /** What an arm compresses must come out the same. */
  private static String text(byte[] body, String coding) throws IOException {
    byte[] plain =
        switch (coding) {
          case "identity" -> body;
          case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
          default ->
              throw new IOException(
                  "answers in the coding "
                      + coding
                      + " cannot be compared: write the scenario's header accept-encoding: gzip");
        };
    return new String(plain, StandardCharsets.UTF_8);
  }

  private static String difference(Answer a, Answer b, Set<String> ignore) {
    if (a.status() != b.status()) {
      return "status " + a.status() + " and " + b.status();
    }
    return a.body().equals(b.body()) ? "" : difference(a.body(), b.body(), ignore);
  }

  /** Where two bodies differ first, or empty. */
  static String difference(String a, String b, Set<String> ignore) {
    JsonNode left;
    JsonNode right;
    try {
      left = JSON.readTree(a);
      right = JSON.readTree(b);
    } catch (JacksonException e) {
      return "bodies of " + a.length() + " and " + b.length() + " characters differ";
    }
    return difference("", left, right, ignore);
  }

  private static String difference(String path, JsonNode a, JsonNode b, Set<String> ignore) {
    if (a.isObject() && b.isObject()) {
      Set<String> names = new LinkedHashSet<>(a.propertyNames());
      names.addAll(b.propertyNames());
      for (String name : names) {
        JsonNode left = a.get(name);
        JsonNode right = b.get(name);
        String at = path + "/" + name;
        if (ignore.contains(name)) {
          continue;
        }
        if (left == null || right == null) {
          return at + " is only in the " + (left == null ? "second" : "first");
        }
        String found = difference(at, left, right, ignore);
        if (!found.isEmpty()) {
          return found;
        }
      }
      return "";
    }
    if (a.isArray() && b.isArray()) {
      if (a.size() != b.size()) {
        return path + " has " + a.size() + " and " + b.size() + " elements";
      }
      for (int i = 0; i < a.size(); i++) {
        String found = difference(path + "/" + i, a.get(i), b.get(i), ignore);
        if (!found.isEmpty()) {
          return found;
        }
      }
      return "";
    }
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0 ? "" : values(path, a, b);
    }
    return a.equals(b) ? "" : values(path, a, b);
  }

  private static String values(String path, JsonNode a, JsonNode b) {
    return (path.isEmpty() ? "the body" : path) + " is " + text(a) + " and " + text(b);
  }

  private static String text(JsonNode node) {
    String text = node.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
