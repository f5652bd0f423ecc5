package org.example.parcels;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The toll office: another service, of which a copy runs here, and our client to it. */
final class Tolls {

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI office;

  Tolls() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newFixedThreadPool(
            4,
            work -> {
              Thread thread = new Thread(work, "toll-office");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/toll",
        exchange -> {
          byte[] bytes =
              signed(exchange.getRequestURI().getQuery()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    office = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/toll");
  }

  /** The toll with a signature that takes a while to compute. */
  private static String signed(String query) {
    try {
      byte[] key =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(
                  new PBEKeySpec(
                      query.toCharArray(), "toll".getBytes(StandardCharsets.UTF_8), 20_000, 128))
              .getEncoded();
      return 100 + query.length() + " " + HexFormat.of().formatHex(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  int toll(String zone, int weight) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(office + "?zone=" + zone + "&weight=" + weight)).build();
    try {
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Integer.parseInt(body.substring(0, body.indexOf(' ')));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
