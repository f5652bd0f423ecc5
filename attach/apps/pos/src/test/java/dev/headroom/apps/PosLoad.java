package dev.headroom.apps;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The kinds of requests of P3 on three restaurants, one after the other, in an order drawn from a
 * seed.
 */
final class PosLoad implements AutoCloseable {

  private static final int RESTAURANTS = 3;

  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> staff = new ArrayList<>();
  private final List<String> managers = new ArrayList<>();
  private final String owner;
  private final String base;
  private int sent;

  PosLoad(int port) throws IOException, InterruptedException {
    base = "http://127.0.0.1:" + port;
    owner = signIn("owner@headroom.example", "owner");
    for (int r = 1; r <= RESTAURANTS; r++) {
      staff.add(signIn("staff" + r + "@headroom.example", "staff"));
      managers.add(signIn("manager" + r + "@headroom.example", "manager"));
    }
  }

  /** Sends the mix and returns how many requests that were, with those before. */
  int run() throws IOException, InterruptedException {
    Random random = new Random(20150101);
    List<Integer> kinds = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      kinds.addAll(List.of(0, 1, 2, 3));
    }
    Collections.shuffle(kinds, random);
    for (int kind : kinds) {
      int r = random.nextInt(RESTAURANTS);
      String restaurant = "/api/v1/restaurants/" + (r + 1);
      switch (kind) {
        case 0 -> get(staff.get(r), restaurant + "/menu");
        case 1 -> {
          LocalDate day = LocalDate.of(2015, 1, 1).plusDays(random.nextInt(350));
          get(staff.get(r), restaurant + "/orders?from=" + day + "&to=" + day.plusDays(6));
        }
        case 2 ->
            get(
                managers.get(r),
                restaurant + "/analytics/revenue?by=day&from=2015-05-01&to=2015-05-31");
        default -> get(null, "/api/v1/health");
      }
    }
    return sent;
  }

  /** A document of the control API. */
  JsonNode control(String what) throws IOException, InterruptedException {
    return json.readTree(get(owner, "/headroom/api/" + what));
  }

  private String signIn(String email, String password) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/auth/sign-in"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}"));
    return json.readTree(send(request)).get("accessToken").asString();
  }

  private String get(@Nullable String token, String path) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  private String send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    sent++;
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          request.method() + " " + request.uri() + ": " + answer.statusCode() + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    http.close();
  }
}
