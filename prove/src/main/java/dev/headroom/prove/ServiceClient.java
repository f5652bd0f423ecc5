package dev.headroom.prove;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.Scope;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to Headroom inside a running service: fixes, observations, findings, workload. */
public final class ServiceClient implements AutoCloseable {

  private static final String API = "/headroom/api";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI base;
  private final HttpClient client;
  private volatile String token = "";

  /**
   * A client without a token.
   *
   * @param base scheme, host and port
   */
  public ServiceClient(URI base) {
    this.base = base;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /**
   * Signs in; all further calls carry the token.
   *
   * @param path for example {@code /api/v1/auth/sign-in}
   * @param email of an account with the admin role
   * @param password its password
   * @throws IOException if the service does not answer, or refuses; says why
   * @throws InterruptedException if interrupted
   */
  public void signIn(String path, String email, String password)
      throws IOException, InterruptedException {
    token = "";
    String body = JSON.writeValueAsString(Map.of("email", email, "password", password));
    String text = parse(call("POST", path, body), JsonNode.class).path("accessToken").asString("");
    if (!text.matches("[\\x21-\\x7e]+")) {
      throw new IOException("POST " + path + ": the answer has no accessToken");
    }
    token = text;
  }

  /**
   * Uses a token that was obtained otherwise.
   *
   * @param bearer without "Bearer"
   */
  public void useToken(String bearer) {
    token = bearer;
  }

  /**
   * The service's fixes.
   *
   * @return as declared, with their state
   * @throws IOException if the service does not answer, or refuses
   * @throws InterruptedException if interrupted
   */
  public List<SwitchableFix> fixes() throws IOException, InterruptedException {
    return fixes(call("GET", API + "/fixes", null));
  }

  /**
   * Switches exactly these on.
   *
   * @param ids of REQUEST fixes
   * @return all fixes, with their new state
   * @throws IOException if the service does not answer, or refuses: an unknown id is told with the
   *     nearest known ones
   * @throws InterruptedException if interrupted
   */
  public List<SwitchableFix> switchTo(Set<String> ids) throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(Map.of("on", new TreeSet<>(ids)));
    return fixes(call("PUT", API + "/fixes", body));
  }

  /**
   * What was seen since the window began.
   *
   * @return sums that only grow within a window
   * @throws IOException if the service does not answer, or refuses
   * @throws InterruptedException if interrupted
   */
  public Observations observations() throws IOException, InterruptedException {
    Observations observations = parse(call("GET", API + "/observations", null), Observations.class);
    refuseNewer("observations", observations.version(), Observations.VERSION);
    return observations;
  }

  /**
   * Begins a new window.
   *
   * @throws IOException if the service does not answer, or refuses
   * @throws InterruptedException if interrupted
   */
  public void clearObservations() throws IOException, InterruptedException {
    var unused = call("DELETE", API + "/observations", null);
  }

  /**
   * What is diagnosed from the present window.
   *
   * @return findings
   * @throws IOException if the service does not answer, or refuses
   * @throws InterruptedException if interrupted
   */
  public List<Finding> findings() throws IOException, InterruptedException {
    Findings answer = parse(call("GET", API + "/findings", null), Findings.class);
    refuseNewer("findings", answer.version(), VERSION);
    return answer.findings();
  }

  /**
   * What was sampled in the present window.
   *
   * @return stacks by endpoint; empty where the flight recorder is off
   * @throws IOException if the service does not answer, or refuses
   * @throws InterruptedException if interrupted
   */
  public List<Profile> profiles() throws IOException, InterruptedException {
    Profiles answer = parse(call("GET", API + "/profiles", null), Profiles.class);
    refuseNewer("profiles", answer.version(), VERSION);
    return answer.profiles();
  }

  /**
   * Statements with their text and sampled binds.
   *
   * @return statements
   * @throws IOException if the service does not answer, or does not allow samples; says which
   *     property to set
   * @throws InterruptedException if interrupted
   */
  public List<StatementObservation> workload() throws IOException, InterruptedException {
    Workload answer = parse(call("GET", API + "/workload", null), Workload.class);
    refuseNewer("workload", answer.version(), VERSION);
    return answer.statements();
  }

  /**
   * Whether a path answers 200 now.
   *
   * @param path for example {@code /api/v1/health}
   * @return false also if nothing listens yet
   * @throws InterruptedException if interrupted
   */
  public boolean answers(String path) throws InterruptedException {
    try {
      var unused = call("GET", path, null);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes idle connections. */
  @Override
  public void close() {
    client.close();
  }

  private List<SwitchableFix> fixes(String body) throws IOException {
    FixList answer = parse(body, FixList.class);
    refuseNewer("fixes", answer.version(), VERSION);
    return answer.fixes();
  }

  private static void refuseNewer(String what, int version, int known) throws IOException {
    if (version > known) {
      throw new IOException(
          "the service speaks version "
              + version
              + " of "
              + what
              + ", this program only up to "
              + known
              + ": use the same release of both");
    }
  }

  private <T> T parse(String body, Class<T> type) throws IOException {
    try {
      T value = JSON.readValue(body, type);
      if (value == null) {
        throw new IOException("the service's answer is empty");
      }
      return value;
    } catch (JacksonException e) {
      throw new IOException(
          "the service's answer is not what was expected: " + e.getOriginalMessage(), e);
    }
  }

  private String call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("content-type", "application/json");
      request.method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(method + " " + base + path + ": no answer: " + e, e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          method
              + " "
              + path
              + " answered "
              + response.statusCode()
              + ": "
              + detail(response.body()));
    }
    return response.body();
  }

  /** The detail of a problem document (RFC 9457), or the beginning of what was answered. */
  private static String detail(String body) {
    try {
      String detail = JSON.readTree(body).path("detail").asString("");
      if (!detail.isEmpty()) {
        return detail;
      }
    } catch (JacksonException e) {
      // not JSON: as it is
    }
    return body.substring(0, Math.min(300, body.length()));
  }

  /**
   * A fix and whether it is on.
   *
   * @param id its id
   * @param scope how far it reaches
   * @param title for people
   * @param baseline whether it belongs to the competent baseline
   * @param remedies what it is the remedy for
   * @param on whether it is on
   */
  public record SwitchableFix(
      String id,
      Scope scope,
      String title,
      boolean baseline,
      List<Fix.Remedy> remedies,
      boolean on) {

    /**
     * The fix itself.
     *
     * @return without its state
     */
    public Fix fix() {
      return new Fix(id, scope, title, baseline, remedies);
    }
  }

  private record FixList(int version, List<SwitchableFix> fixes) {}

  private record Findings(int version, List<Finding> findings) {}

  private record Profiles(int version, List<Profile> profiles) {}

  private record Workload(int version, List<StatementObservation> statements) {}
}
