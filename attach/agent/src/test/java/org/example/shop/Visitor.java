package org.example.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Visits the shop. */
final class Visitor {

  private Visitor() {}

  static void visit(int port) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 10; i++) {
      get(client, port, "/shop/all");
      get(client, port, "/shop/orders/" + (4_711 + i));
      get(client, port, "/shop/elsewhere");
      get(client, port, "/shop/async");
      get(client, port, "/shop/write");
    }
    get(client, port, "/shop/orders/1?door");
    get(client, port, "/shop/wrong");
    get(client, port, "/shop/large");
    for (int i = 0; i < 5; i++) {
      get(client, port, "/nowhere/" + (char) ('a' + i));
    }
    System.out.println("visited");
  }

  /** Keeps what the agent shows at its address, as files. */
  static void keep(String agentPort) throws IOException, InterruptedException {
    if (agentPort.isEmpty()) {
      return;
    }
    HttpClient client = HttpClient.newHttpClient();
    for (String name : new String[] {"observations.json", "findings.json", "findings.txt"}) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agentPort + "/" + name)).build();
      Files.writeString(
          Path.of(name), client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private static void get(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    client.send(request, HttpResponse.BodyHandlers.discarding());
  }
}
