package dev.headroom.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** The same application with {@code @Cacheable}, on Spring's own manager and on the starter's. */
final class CacheSpring {

  private CacheSpring() {}

  /** A context and its bean. */
  record Running(ConfigurableApplicationContext context, Menu menu) {}

  static Running caffeine(Duration ttl, int room) {
    CaffeineCacheManager manager = new CaffeineCacheManager();
    manager.setCaffeine(Caffeine.newBuilder().maximumSize(room).expireAfterWrite(ttl));
    return run(
        Map.of("headroom.enabled", false),
        context ->
            ((GenericApplicationContext) context)
                .registerBean("cacheManager", CacheManager.class, () -> manager));
  }

  static Running headroom(String redis, Duration ttl, int room) {
    return run(
        Map.of(
            "headroom.observe.profile",
            false,
            "headroom.cache.redis-url",
            redis,
            "headroom.cache.namespaces.menu.ttl",
            ttl.toString(),
            "headroom.cache.namespaces.menu.type",
            String.class.getName(),
            "headroom.cache.namespaces.menu.max-entries",
            room),
        context -> {});
  }

  private static Running run(
      Map<String, Object> properties,
      ApplicationContextInitializer<ConfigurableApplicationContext> more) {
    SpringApplication application = new SpringApplication(Shop.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setBannerMode(org.springframework.boot.Banner.Mode.OFF);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties);
    application.setInitializers(List.of(more));
    ConfigurableApplicationContext context =
        application.run("--headroom.devservices.enabled=false");
    return new Running(context, context.getBean(Menu.class));
  }

  /** The application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableCaching
  static class Shop {

    @Bean
    Menu menu() {
      return new Menu();
    }
  }

  /** Its cached bean. */
  static class Menu {

    private final AtomicInteger reads = new AtomicInteger();

    /** Every key is read once. */
    @Cacheable("menu")
    public String read(String key) {
      if (reads.incrementAndGet() > 1_024) {
        throw new IllegalStateException("a miss, where only hits are measured");
      }
      return "value of " + key;
    }
  }
}
