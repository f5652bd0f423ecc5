package dev.headroom.benchmarks;

import dev.headroom.devservices.DevRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An nginx of one process with a cache in front of a service. */
final class Nginx {

  final Process process;
  final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isHere() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Stream.of(path.split(":", -1)).anyMatch(d -> Files.isExecutable(Path.of(d, "nginx")));
  }

  static Nginx start(int service) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("headroom-nginx");
    int port = DevRedis.freePort();
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          keepalive_requests 1000000000;
          proxy_cache_path cache keys_zone=menus:1m;
          server {
            listen 127.0.0.1:%d;
            location / {
              proxy_pass http://127.0.0.1:%d;
              proxy_cache menus;
              proxy_cache_valid 200 1h;
            }
          }
        }
        """
            .formatted(port, service));
    Process process =
        new ProcessBuilder("nginx", "-p", directory + "/", "-c", "nginx.conf", "-e", "error.log")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; ) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new Nginx(process, socket.getPort());
      } catch (IOException notYet) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    }
    Started.stop(process);
    throw new IOException("nginx did not start: " + Files.readString(directory.resolve("out")));
  }
}
