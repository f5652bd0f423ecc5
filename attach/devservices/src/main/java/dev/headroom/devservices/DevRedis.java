package dev.headroom.devservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.exceptions.EmbeddedRedisException;
import redis.embedded.exceptions.RedisBuildingException;
import redis.embedded.util.OS;

/**
 * A Redis 7 of this process, on loopback and a free port, empty at start and keeping nothing. The
 * system property {@value #SERVER} names another program that speaks its protocol, such as Valkey's
 * {@code valkey-server}, to try the same with.
 */
public final class DevRedis implements AutoCloseable {

  private static final String SERVER = "headroom.dev.redis";

  private final RedisServer server;
  private final int port;
  private final ProcessHandle process;

  private DevRedis(RedisServer server, int port, ProcessHandle process) {
    this.server = server;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts the server, in well under a second.
   *
   * @param settings more lines of redis.conf, for example {@code maxmemory 64mb}
   * @return the running server, stopped by {@link #close}
   * @throws IllegalStateException if it does not start
   */
  public static DevRedis start(String... settings) {
    return startOn(freePort(), settings);
  }

  /**
   * Starts the server on a given port, for tests that kill one and start the next in its place.
   *
   * @param port a free port
   * @param settings more lines of redis.conf
   * @return the running server
   * @throws IllegalStateException if it does not start
   */
  public static synchronized DevRedis startOn(int port, String... settings) {
    try {
      var builder =
          RedisServer.builder()
              .port(port)
              .setting("bind 127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no");
      for (String setting : settings) {
        builder.setting(setting);
      }
      String other = System.getProperty(SERVER, "");
      if (!other.isEmpty()) {
        RedisExecProvider provider = RedisExecProvider.defaultProvider();
        for (OS system : OS.values()) {
          provider.override(system, other);
        }
        builder.redisExecProvider(provider);
      }
      RedisServer server = builder.build();
      Set<Long> before = children().map(ProcessHandle::pid).collect(Collectors.toSet());
      server.start();
      ProcessHandle process =
          children()
              .filter(child -> !before.contains(child.pid()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("Redis is gone again, port " + port));
      return new DevRedis(server, port, process);
    } catch (EmbeddedRedisException | RedisBuildingException e) {
      throw new IllegalStateException("Redis did not start on port " + port, e);
    }
  }

  private static Stream<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().map(DevRedis::isServer).orElse(false));
  }

  private static boolean isServer(String command) {
    return command.contains("redis-server") || command.contains("valkey");
  }

  /**
   * The server's process.
   *
   * @return alive while the server runs
   */
  public ProcessHandle process() {
    return process;
  }

  /**
   * A port that was free a moment ago on loopback.
   *
   * @return 1024..65535
   */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }

  /**
   * The address.
   *
   * @return for example {@code redis://127.0.0.1:40123}
   */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * The port.
   *
   * @return 1024..65535
   */
  public int port() {
    return port;
  }

  /** Stops the server. */
  @Override
  public void close() {
    server.stop();
  }
}
