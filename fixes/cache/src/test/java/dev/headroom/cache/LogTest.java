package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // Others log too.
class LogTest extends TwoNodes {

  @Test
  @DisplayName("closing closes each connection once: Lettuce has nothing to warn of")
  void closing() {
    List<String> said =
        said(
            "io.lettuce.core.RedisChannelHandler",
            () -> {
              for (int i = 0; i < 20; i++) { // Whether it is said is a race.
                HeadroomCache.open(one.options()).close();
              }
            });
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName("without Redis one line at the start says so")
  void withoutRedis() {
    CacheOptions options =
        CacheOptions.of(null, Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(1))));
    List<String> said = said("dev.headroom.cache", () -> HeadroomCache.open(options).close());
    assertThat(said).singleElement().asString().contains("no Redis").contains("in this process");
  }

  private static List<String> said(String name, Runnable work) {
    Logger logger = Logger.getLogger(name);
    List<String> said = new CopyOnWriteArrayList<>();
    Handler listening =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            said.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Level before = logger.getLevel();
    logger.addHandler(listening);
    logger.setLevel(Level.INFO);
    try {
      work.run();
    } finally {
      logger.setLevel(before);
      logger.removeHandler(listening);
    }
    return said;
  }
}
