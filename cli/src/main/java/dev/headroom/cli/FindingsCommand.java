package dev.headroom.cli;

import dev.headroom.loop.Finding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom findings URL}. */
@Command(
    name = "findings",
    mixinStandardHelpOptions = true,
    description = {
      "Findings of a service that runs: the address that the agent printed, or a service with the"
          + " starter (its /headroom/api, with --token)."
    })
final class FindingsCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Parameters(paramLabel = "URL", description = "For example http://127.0.0.1:40123")
  String url = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Bearer token for the starter's control API; HEADROOM_TOKEN is read too.")
  @Nullable String token;

  @Mixin FindingsOutput output = new FindingsOutput();

  @Override
  public Integer call() throws IOException, InterruptedException {
    String base = base(url);
    String bearer = token == null ? System.getenv("HEADROOM_TOKEN") : token;
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      String at = bearer == null ? "" : "/headroom/api";
      String name = bearer == null ? ".json" : "";
      String findings = get(http, URI.create(base + at + "/findings" + name), bearer);
      String seen = get(http, URI.create(base + at + "/observations" + name), bearer);
      List<Finding> list = Json.findings(base, findings);
      output.write(base, Json.observations(base, seen), list, List.of());
      return 0;
    }
  }

  /** The address without a slash at its end. */
  private static String base(String url) {
    try {
      String whole = url.contains("://") ? url : "http://" + url;
      return URI.create(whole).toString().replaceAll("/+$", "");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + url + "' is no address; write one such as http://127.0.0.1:40123", e);
    }
  }

  private static String get(HttpClient http, URI uri, @Nullable String bearer)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    HttpResponse<String> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException("nothing listens at " + uri + "; is the service running?", e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException(
          uri
              + " answers with status "
              + answer.statusCode()
              + (answer.statusCode() == 401 || answer.statusCode() == 403
                  ? ": the control API wants --token TOKEN of a user with the admin role"
                  : answer.statusCode() == 404 && bearer == null
                      ? ": no agent's page; a service with the starter wants --token TOKEN"
                      : ""));
    }
    return answer.body();
  }
}
