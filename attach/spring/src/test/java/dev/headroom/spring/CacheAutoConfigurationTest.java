package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.devservices.DevRedis;
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
