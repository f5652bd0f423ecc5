package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.Compression;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Mode;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class CacheAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  CacheHeadroomAutoConfiguration.class,
                  CacheAutoConfiguration.class))
          .withUserConfiguration(Application.class);

  @Test
  @DisplayName("@Cacheable, with and without sync, @CacheEvict and @CachePut work over Redis")
  void annotationsWork() {
    try (DevRedis redis = DevRedis.start()) {
      runner
          .withPropertyValues(
              "REDIS_URL=" + redis.uri(),
              "headroom.cache.namespaces.menu.ttl=1h",
              "headroom.cache.namespaces.menu.type=java.lang.String")
          .run(
              context -> {
                assertThat(context.getBean(HeadroomCache.class).health().redis())
                    .isEqualTo(CacheHealth.Redis.UP);
                Menus menus = context.getBean(Menus.class);
                assertThat(menus.read(1L)).isEqualTo("1: read 1");
                assertThat(menus.read(1L)).isEqualTo("1: read 1");
                assertThat(menus.readOnce(1L)).isEqualTo("1: read 1");
                menus.forget(1L);
                assertThat(menus.readOnce(1L)).isEqualTo("1: read 2");
                assertThat(menus.read(1L)).isEqualTo("1: read 2");
                menus.change(1L);
                assertThat(menus.read(1L)).isEqualTo("1: read 3");
                menus.forgetAll();
                assertThat(menus.read(1L)).isEqualTo("1: read 4");
              });
    }
  }

  @Test
  @DisplayName("W2: without Redis the cache works in the process")
  void withoutRedis() {
    runner
        .withPropertyValues("headroom.cache.namespaces.menu.ttl=1h")
        .run(
            context -> {
              Menus menus = context.getBean(Menus.class);
              assertThat(menus.read(1L)).isEqualTo("1: read 1");
              assertThat(menus.read(1L)).isEqualTo("1: read 1");
            });
  }

  @Test
  @DisplayName("an application's own CacheManager stays; ours stands beside it when asked")
  void backsOff() {
    ApplicationContextRunner own =
        runner
            .withBean("own", CacheManager.class, () -> new ConcurrentMapCacheManager("menu"))
            .withPropertyValues("headroom.cache.namespaces.menu.ttl=1h");
    own.run(
        context -> {
          assertThat(context).hasSingleBean(CacheManager.class);
          assertThat(context.getBean(CacheManager.class))
              .isInstanceOf(ConcurrentMapCacheManager.class);
        });
    own.withPropertyValues("headroom.cache.manager=beside")
        .run(
            context -> {
              assertThat(context.getBean("headroomCacheManager", CacheManager.class))
                  .isInstanceOf(CacheManagerAdapter.class);
              assertThat(context.getBean(Menus.class).read(1L)).isEqualTo("1: read 1");
              assertThat(context.getBean("own", CacheManager.class).getCache("menu").get(1L))
                  .isNotNull();
            });
  }

  @Test
  @DisplayName(
      "going through all caches, as Spring Boot's metrics do, gives no namespace a type of its own")
  void names() {
    runner
        .withPropertyValues(
            "headroom.cache.namespaces.menu.ttl=1h",
            "headroom.cache.namespaces.menu.type=java.lang.String",
            "headroom.cache.namespaces.prices.ttl=1h")
        .run(
            context -> {
              CacheManager manager = context.getBean(CacheManager.class);
              assertThat(manager.getCacheNames()).containsExactly("menu");
              manager.getCacheNames().forEach(manager::getCache);
              HeadroomCache cache = context.getBean(HeadroomCache.class);
              assertThat(cache.namespace("prices", Integer.class).get("tea", () -> 1)).isEqualTo(1);
              assertThat(manager.getCacheNames()).containsExactly("menu", "prices");
            });
  }

  @Test
  @DisplayName(
      "every option of a namespace is a key; what is wrong names the key and what to write")
  void options() {
    runner
        .withPropertyValues(
            "headroom.cache.transaction-timeout=2m",
            "headroom.cache.namespaces.menu.ttl=1h",
            "headroom.cache.namespaces.menu.jitter=0.05",
            "headroom.cache.namespaces.menu.max-bytes=8MB",
            "headroom.cache.namespaces.menu.levels=l1",
            "headroom.cache.namespaces.menu.mode=available",
            "headroom.cache.namespaces.menu.max-silence=5s",
            "headroom.cache.namespaces.menu.loader-deadline=3s",
            "headroom.cache.namespaces.menu.cache-nulls=true",
            "headroom.cache.namespaces.menu.cache-empty=true",
            "headroom.cache.namespaces.menu.compression=zstd",
            "headroom.cache.namespaces.menu.early-refresh=2",
            "headroom.cache.namespaces.menu.stale-on-failure=10m",
            "headroom.cache.namespaces.menu.shadow-reads=0.001",
            "headroom.cache.namespaces.tokens.mode=strict")
        .run(
            context -> {
              CacheOptions options = context.getBean(HeadroomCache.class).options();
              assertThat(options.transactionTimeout()).isEqualTo(Duration.ofMinutes(2));
              assertThat(options.namespaces())
                  .containsEntry(
                      "menu",
                      new NamespaceOptions(
                          Duration.ofHours(1),
                          0.05,
                          0,
                          8 << 20,
                          Levels.L1,
                          Mode.AVAILABLE,
                          Duration.ofSeconds(5),
                          Duration.ofSeconds(3),
                          true,
                          true,
                          Compression.ZSTD,
                          2,
                          Duration.ofMinutes(10),
                          0.001))
                  .containsEntry("tokens", NamespaceOptions.ofTtl(Duration.ofMinutes(5)).strict());
            });
    refused("jitter=0.5", "headroom.cache.namespaces.menu: jitter is a share from 0 to 0.1");
    refused("max-bytes=12B", "max-bytes is from 100,000");
    refused("mode=strict,max-silence=5s", "for a bounded time of silence write mode AVAILABLE");
    refused("mode=strict,stale-on-failure=5s", "mode STRICT never returns a value past its time");
    refused("max-entries=5,max-bytes=1MB", "by max-entries or by max-bytes, not by both");
    refused("levels=l2", "there is no redis-url");
    refused("levels=l3", "headroom.cache.namespaces.menu.levels");
  }

  private void refused(String settings, String message) {
    String[] properties =
        Arrays.stream(settings.split(",", -1))
            .map(each -> "headroom.cache.namespaces.menu." + each)
            .toArray(String[]::new);
    runner
        .withPropertyValues(properties)
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableCaching
  static class Application {
    @Bean
    Menus menus() {
      return new Menus();
    }
  }

  static class Menus {
    private final AtomicInteger reads = new AtomicInteger();

    @Cacheable("menu")
    public String read(long id) {
      return id + ": read " + reads.incrementAndGet();
    }

    @Cacheable(cacheNames = "menu", sync = true)
    public String readOnce(long id) {
      return id + ": read " + reads.incrementAndGet();
    }

    @CacheEvict("menu")
    public void forget(long id) {}

    @CachePut("menu")
    public String change(long id) {
      return id + ": changed";
    }

    @CacheEvict(cacheNames = "menu", allEntries = true)
    public void forgetAll() {}
  }
}
