package dev.headroom.cli;

import dev.headroom.prove.ScenarioDraft;
import dev.headroom.prove.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom load init}: a first scenario from an OpenAPI description. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a first scenario from a service's OpenAPI description (3.0 or 3.1, JSON or YAML): what it reads, with the values"
          + " that the description gives. It sends no load.",
      "",
      "  headroom load init http://127.0.0.1:8080                 looks for the description at the usual paths",
      "  headroom load init http://127.0.0.1:8080/v3/api-docs",
      "  headroom load init openapi.yaml --target http://127.0.0.1:8080",
      "",
    })
final class LoadInitCommand implements Callable<Integer> {

  private static final List<String> USUAL =
      List.of(
          "/v3/api-docs",
          "/openapi.json",
          "/openapi.yaml",
          "/q/openapi",
          "/swagger/v1/swagger.json",
          "/api-docs");
  private static final int LARGEST = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "URL|FILE",
      description = "Address of the service or of its description, or a file.")
  String what = "";

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "Address of the service, for a file that does not name it.")
  @Nullable String target;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The scenario (default scenario.yml); a file that is there is kept.")
  Path out = Path.of("scenario.yml");

  @Option(
      names = "--writes",
      description = "Takes POST, PUT, PATCH and DELETE too: they change the service's data.")
  boolean writes;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Allows a host that is not this machine.")
  Set<String> allowed = Set.of();

  private record Found(String name, String text, @Nullable URI from) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = Home.working().resolve(out).normalize();
    if (Files.exists(file)) {
      throw wrong(file + " is there already: name another with --out, or remove it");
    }
    Found found = LoadAsked.isUrl(what) ? fetch() : read();
    String server = ScenarioDraft.server(found.name(), found.text());
    URI at = base(found, server);
    Target allowedTarget = Target.of(at.getScheme() + "://" + at.getRawAuthority(), allowed);
    ScenarioDraft.Draft draft =
        ScenarioDraft.of(
            found.name(),
            found.text(),
            allowedTarget.base(),
            Objects.requireNonNullElse(at.getRawPath(), ""),
            writes);
    try {
      Files.writeString(file, draft.text(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw wrong(file + " is there already: name another with --out, or remove it");
    }
    System.out.printf(
        "wrote %s: %d request%s%s%n",
        file,
        draft.steps(),
        draft.steps() == 1 ? "" : "s",
        draft.toFillIn() == 0 ? "" : ", " + draft.toFillIn() + " to look at, marked FILL IN in it");
    System.out.printf("next: headroom load %s%n", out);
    return 0;
  }

  /** The service: as said, or the description's own host with the server's path. */
  private URI base(Found found, String server) {
    URI named;
    try {
      named = URI.create(server);
    } catch (IllegalArgumentException e) {
      throw wrong(found.name() + ": its server '" + server + "' is not a URL; say --target URL");
    }
    URI from = found.from();
    String said = target;
    if (said != null) {
      URI base;
      try {
        base = URI.create(said);
      } catch (IllegalArgumentException e) {
        throw wrong("--target '" + said + "' is not a URL");
      }
      if (base.getRawAuthority() == null || base.getScheme() == null) {
        throw wrong("--target '" + said + "' is not of the form http://HOST:PORT");
      }
      boolean path = base.getRawPath() != null && base.getRawPath().length() > 1;
      return path ? base : base.resolve(pathOf(named));
    }
    if (from != null) {
      return from.resolve(pathOf(named));
    }
    if (named.getRawAuthority() == null) {
      throw wrong(found.name() + " names no server: say --target http://HOST:PORT");
    }
    return named;
  }

  private static String pathOf(URI server) {
    String path = server.getRawPath();
    return path == null || path.isEmpty() ? "/" : path.startsWith("/") ? path : "/" + path;
  }

  private Found read() throws IOException {
    Path file = Home.working().resolve(what);
    if (!Files.isRegularFile(file)) {
      throw wrong("'" + what + "' is neither a URL (http://HOST:PORT/PATH) nor a file");
    }
    if (Files.size(file) > LARGEST) {
      throw wrong(what + " is larger than 16 MB");
    }
    return new Found(what, Files.readString(file), null);
  }

  private Found fetch() throws IOException, InterruptedException {
    URI uri;
    try {
      uri = URI.create(what);
    } catch (IllegalArgumentException e) {
      throw wrong("'" + what + "' is not a URL");
    }
    if (uri.getRawAuthority() == null) {
      throw wrong("'" + what + "' names no host");
    }
    Target.of(uri.getScheme() + "://" + uri.getRawAuthority(), allowed);
    boolean whole = uri.getRawPath() != null && uri.getRawPath().length() > 1;
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    try (client) {
      String last = "";
      for (String path : whole ? List.of("") : USUAL) {
        URI at = whole ? uri : uri.resolve(path);
        HttpResponse<InputStream> answer = get(client, at);
        try (InputStream in = answer.body()) {
          byte[] bytes = in.readNBytes(LARGEST + 1);
          if (bytes.length > LARGEST) {
            throw wrong(at + " is larger than 16 MB");
          }
          if (answer.statusCode() == 200) {
            return new Found(at.toString(), new String(bytes, StandardCharsets.UTF_8), at);
          }
          last =
              at
                  + " answered "
                  + answer.statusCode()
                  + answer.headers().firstValue("location").map(to -> " to " + to).orElse("");
        }
      }
      throw wrong(
          whole
              ? last
              : "no OpenAPI description at "
                  + String.join(", ", USUAL)
                  + " of "
                  + uri
                  + "; say its whole address, or its file with --target "
                  + uri);
    }
  }

  private HttpResponse<InputStream> get(HttpClient client, URI at)
      throws IOException, InterruptedException {
    try {
      return client.send(
          HttpRequest.newBuilder(at)
              .timeout(PATIENCE)
              .header("accept", "application/json, application/yaml, */*")
              .build(),
          HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException e) {
      throw wrong("nothing answers at " + at);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
