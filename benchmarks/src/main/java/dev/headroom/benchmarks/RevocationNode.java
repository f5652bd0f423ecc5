package dev.headroom.benchmarks;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A process that asks for one STRICT key all the time. For each version that it got it keeps when
 * the last read began that got it, on the machine's monotonic clock; a line of input makes it say
 * so: {@code seen VERSION:NANOS ...}.
 */
final class RevocationNode {

  static final Map<String, NamespaceOptions> NAMESPACES =
      Map.of("token", NamespaceOptions.ofTtl(Duration.ofMinutes(5)).strict());

  private RevocationNode() {}

  /**
   * Runs until its input ends.
   *
   * @param args the address of Redis, the file of the version
   */
  public static void main(String[] args) throws Exception {
    SharedVersion version = SharedVersion.in(Path.of(args[1]));
    Map<Long, Long> seen = new ConcurrentHashMap<>();
    try (HeadroomCache cache = HeadroomCache.open(CacheOptions.of(args[0], NAMESPACES))) {
      Namespace<Long> tokens = cache.namespace("token", Long.class);
      Thread.ofPlatform()
          .daemon(true)
          .name("reader")
          .start(
              () -> {
                while (true) {
                  long began = System.nanoTime();
                  Long got = tokens.get("k", version::get);
                  seen.merge(got == null ? -1 : got, began, Math::max);
                  LockSupport.parkNanos(50_000);
                }
              });
      System.out.println(Children.READY);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (in.readLine() != null) {
        System.out.println(
            seen.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(" ", "seen ", "")));
      }
    }
  }
}
