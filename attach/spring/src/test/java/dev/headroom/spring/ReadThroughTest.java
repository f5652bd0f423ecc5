package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

@SuppressWarnings("SameNameButDifferent") // Each configuration has beans of its own.
class ReadThroughTest extends RefusedReads {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  CacheHeadroomAutoConfiguration.class,
                  CacheAnnotationsHeadroomAutoConfiguration.class));

  @Test
  @DisplayName(
      "D4: methods are answered by the cache until their key, a tag or the namespace is invalidated,"
          + " also over Redis")
  void works() {
    try (DevRedis redis = DevRedis.start()) {
      for (String url : List.of("", redis.uri())) {
        runner
            .withUserConfiguration(Shop.class)
            .withPropertyValues(
                "REDIS_URL=" + url,
                "menu.ttl=1h",
                "headroom.cache.namespaces.prices.ttl=10m",
                "headroom.cache.namespaces.prices.cache-nulls=true")
            .run(
                context -> {
                  Menus menus = context.getBean(Menus.class);
                  assertThat(menus.menu(1, "en")).isEqualTo(List.of("1 en", "read 1"));
                  assertThat(menus.menu(1, "en")).isEqualTo(List.of("1 en", "read 1"));
                  assertThat(menus.menu(1, "fr")).isEqualTo(List.of("1 fr", "read 2"));
                  assertThat(menus.menu(2, "en")).isEqualTo(List.of("2 en", "read 3"));
                  menus.change(1, "en");
                  assertThat(menus.menu(1, "en")).isEqualTo(List.of("1 en", "read 4"));
                  assertThat(menus.menu(1, "fr")).isEqualTo(List.of("1 fr", "read 2"));
                  menus.changeAll(1);
                  assertThat(menus.menu(1, "fr")).isEqualTo(List.of("1 fr", "read 5"));
                  assertThat(menus.menu(2, "en")).isEqualTo(List.of("2 en", "read 3"));
                  menus.forget();
                  assertThat(menus.menu(2, "en")).isEqualTo(List.of("2 en", "read 6"));
                  HeadroomCache cache = context.getBean(HeadroomCache.class);
                  assertThat(cache.options().namespaces().get("menus").ttl())
                      .isEqualTo(Duration.ofHours(1));

                  assertThat(menus.price("tea")).contains(1);
                  assertThat(menus.price("tea")).contains(1);
                  assertThat(menus.price("none")).isEmpty();
                  assertThat(menus.price("none")).isEmpty();
                  assertThat(menus.reads()).isEqualTo(8);
                  assertThat(menus.priceAndReturn("tea")).isEqualTo("tea");
                  assertThat(menus.price("tea")).contains(1);
                  assertThat(menus.reads()).isEqualTo(9);
                });
      }
    }
  }

  @Test
  @DisplayName("what a method throws comes out as it was thrown, and the next call runs it again")
  void throwing() {
    runner
        .withUserConfiguration(Failing.class)
        .run(
            context -> {
              Failing.Reads reads = context.getBean(Failing.Reads.class);
              assertThatThrownBy(() -> reads.read(1)).isInstanceOf(IOException.class);
              assertThatThrownBy(() -> reads.read(1))
                  .isInstanceOf(IOException.class)
                  .hasMessage("read 2");
              assertThat(reads.kept(7)).isEqualTo("read 3");
              assertThatThrownBy(() -> reads.change(7)).isInstanceOf(IOException.class);
              assertThat(reads.kept(7))
                  .as("what it had done before it threw is not known")
                  .isEqualTo("read 4");
              assertThat(reads.kept(8)).isEqualTo("read 5");
              assertThatThrownBy(() -> reads.changeUnknown(9)).isInstanceOf(IOException.class);
              assertThat(reads.kept(8))
                  .as("its key would have been the result")
                  .isEqualTo("read 6");
            });
  }

  @Test
  @DisplayName("the read half is a flag, the other half always runs")
  void flag() {
    runner
        .withUserConfiguration(Flagged.class)
        .run(
            context -> {
              Fixes fixes = context.getBean(Fixes.class);
              Flagged.Reads reads = context.getBean(Flagged.Reads.class);
              fixes.switchTo(Set.of());
              assertThat(reads.read(1)).isEqualTo(1);
              assertThat(reads.read(1)).isEqualTo(2);
              fixes.switchTo(Set.of("read-cache"));
              assertThat(reads.read(1)).isEqualTo(3);
              assertThat(reads.read(1)).isEqualTo(3);
              fixes.switchTo(Set.of());
              reads.change(1);
              fixes.switchTo(Set.of("read-cache"));
              assertThat(reads.read(1)).isEqualTo(4);
            });
  }

  @Test
  @DisplayName(
      "a hit begins no transaction; an invalidation within one waits for its commit and is not run"
          + " after a rollback")
  void transactions() {
    runner
        .withUserConfiguration(InTransactions.class)
        .run(
            context -> {
              InTransactions.Reads reads = context.getBean(InTransactions.Reads.class);
              TransactionTemplate template = context.getBean(TransactionTemplate.class);
              assertThat(reads.read(1)).isEqualTo("read 1, read-only");
              assertThat(reads.read(1)).isEqualTo("read 1, read-only");
              template.executeWithoutResult(
                  status -> {
                    reads.change(1);
                    status.setRollbackOnly();
                  });
              assertThat(reads.read(1)).isEqualTo("read 1, read-only");
              template.executeWithoutResult(status -> reads.change(1));
              assertThat(reads.read(1)).isEqualTo("read 2, read-only");
              reads.change(1);
              assertThat(reads.read(1)).isEqualTo("read 3, read-only");
              assertThatThrownBy(() -> reads.changeAndFail(1))
                  .isInstanceOf(IllegalStateException.class);
              assertThat(reads.read(1)).as("rolled back").isEqualTo("read 3, read-only");
            });
  }

  /** Each is wrong in one way, and the start says in which. */
  @Test
  @DisplayName("what cannot work is refused at start, with what to write instead")
  void refused() {
    refused(new UnknownNamespace(), "unknown cache namespace 'pries': did you mean prices?");
    refused(new UnknownVariable(), "unknown variable '#idd': did you mean #id?");
    refused(
        new Unquoted(), "'item' is neither a parameter nor a text: write #item for a parameter");
    refused(new NoExpression(), "'#id +' is no SpEL expression");
    refused(new Nothing(), "there is no value of type void to keep");
    refused(new NotSeen(), "cannot be seen by a proxy");
    refused(
        new NoKey(), "parameters of type java.lang.Thread have no text that is surely their own");
    refused(new SoftAlone(), "softTtl needs ttl");
    refused(new BadTtl(), "ttl is a duration such as 10m, 90s or PT1H, was 'soon'");
    refused(new Twice(), "'prices', which headroom.cache.namespaces.prices configures");
    refused(new TwoWays(), "says more than one of key, tags, pattern and all");
    refused(new NoWay(), "says nothing of key, tags, pattern and all");
    refused(new UnknownFix(), "unknown fix 'nofix'");
    refused(new Result(), "unknown variable '#result'");
  }

  @SuppressWarnings("unchecked") // An object's class is its own.
  private <T> void refused(T bean, String message) {
    runner
        .withBean("wrong", (Class<T>) bean.getClass(), () -> bean)
        .withPropertyValues("headroom.cache.namespaces.prices.ttl=10m")
        .run(
            context ->
                assertThat(context)
                    .as(bean.getClass().getSimpleName())
                    .getFailure()
                    .hasMessageContaining(bean.getClass().getSimpleName())
                    .hasStackTraceContaining(message));
  }

  @Test
  @DisplayName("a namespace declared on a bean whose class nobody can see beforehand is refused")
  void hidden() {
    runner
        .withBean("wrong", Object.class, BadTtl::new)
        .withPropertyValues("headroom.cache.namespaces.prices.ttl=10m")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("BadTtl.read")
                    .hasStackTraceContaining("headroom.cache.namespaces.others.ttl=soon"));
  }

  @Test
  @DisplayName(
      "soft and hard time to live: in between the old answer stands in for a load that fails")
  void softTtl() {
    runner
        .withUserConfiguration(Soft.class)
        .run(
            context -> {
              Soft.Reads reads = context.getBean(Soft.Reads.class);
              NamespaceOptions options =
                  context.getBean(HeadroomCache.class).options().namespaces().get("reads");
              assertThat(options.ttl()).isEqualTo(Duration.ofMillis(50));
              assertThat(options.staleOnFailure())
                  .isEqualTo(Duration.ofMinutes(10).minusMillis(50));
              assertThat(reads.read(1)).isEqualTo("read 1");
              Awaitility.await()
                  .untilAsserted(
                      () -> {
                        assertThat(reads.read(1)).as("never an error").isEqualTo("read 1");
                        assertThat(reads.failed()).isPositive();
                      });
            });
    refused(new SoftTooLate(), "must be below ttl");
  }

  @Configuration(proxyBeanMethods = false)
  static class Soft {
    @Bean
    Reads reads() {
      return new Reads();
    }

    static class Reads {
      private final AtomicInteger reads = new AtomicInteger();

      public int failed() {
        return reads.get() - 1;
      }

      @ReadThrough(namespace = "reads", ttl = "10m", softTtl = "50ms")
      public String read(long id) {
        int nth = reads.incrementAndGet();
        if (nth > 1) {
          throw new IllegalStateException("no database");
        }
        return "read " + nth;
      }
    }
  }

  static class SoftTooLate {
    @ReadThrough(namespace = "others", ttl = "1m", softTtl = "1m")
    public String read(long id) {
      return "" + id;
    }
  }

  @Test
  @DisplayName("an annotation where no namespace is declared at all is refused, not passed over")
  void nothingDeclared() {
    runner
        .withBean(UnknownNamespace.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("there is no cache, because no namespace is declared")
                    .hasMessageContaining("headroom.cache.namespaces.pries.ttl=10m"));
  }

  @Configuration(proxyBeanMethods = false)
  static class Shop {
    @Bean
    Menus menus() {
      return new Menus();
    }
  }

  static class Menus {
    private final AtomicInteger reads = new AtomicInteger();

    public int reads() {
      return reads.get();
    }

    @ReadThrough(
        namespace = "menus",
        key = "#shop + '/' + #language",
        tags = {"'shop/' + #shop", "{'language/' + #language, 'all'}"},
        ttl = "${menu.ttl}")
    public List<String> menu(long shop, String language) {
      return List.of(shop + " " + language, "read " + reads.incrementAndGet());
    }

    @Invalidates(namespace = "menus", key = "#shop + '/' + #language")
    public void change(long shop, String language) {}

    @Invalidates(namespace = "menus", tags = "'shop/' + #shop")
    public void changeAll(long shop) {}

    @Invalidates(namespace = "menus", all = true)
    @Invalidates(namespace = "prices", tags = "'none'")
    public void forget() {}

    @ReadThrough(namespace = "prices")
    public Optional<Integer> price(String of) {
      reads.incrementAndGet();
      return of.equals("none") ? Optional.empty() : Optional.of(1);
    }

    @Invalidates(namespace = "prices", key = "#result")
    public String priceAndReturn(String of) {
      return of;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Failing {
    @Bean
    Reads reads() {
      return new Reads();
    }

    static class Reads {
      private final AtomicInteger reads = new AtomicInteger();

      @ReadThrough(namespace = "reads", ttl = "1h")
      public String read(long id) throws IOException {
        throw new IOException("read " + reads.incrementAndGet());
      }

      @ReadThrough(namespace = "kept", ttl = "1h")
      public String kept(long id) {
        return "read " + reads.incrementAndGet();
      }

      @Invalidates(namespace = "kept", key = "#id")
      public void change(long id) throws IOException {
        throw new IOException("half done");
      }

      @Invalidates(namespace = "kept", key = "#result")
      public String changeUnknown(long id) throws IOException {
        throw new IOException("half done");
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Flagged {
    @Bean
    Fix fix() {
      return new Fix("read-cache", Scope.REQUEST, "Reads from the cache", false, List.of());
    }

    @Bean
    Reads reads() {
      return new Reads();
    }

    static class Reads {
      private int reads;

      @ReadThrough(namespace = "reads", ttl = "1h", fix = "read-cache")
      public int read(long id) {
        return ++reads;
      }

      @Invalidates(namespace = "reads", key = "#id")
      public void change(long id) {}
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement(proxyTargetClass = true)
  static class InTransactions {
    @Bean
    NoDatabase transactionManager() {
      return new NoDatabase();
    }

    @Bean
    TransactionTemplate template(NoDatabase manager) {
      return new TransactionTemplate(manager);
    }

    @Bean
    Reads reads() {
      return new Reads();
    }

    @Transactional
    static class Reads {
      private int reads;

      @ReadThrough(namespace = "reads", ttl = "1h")
      @Transactional(readOnly = true)
      public @Nullable String read(long id) {
        boolean readOnly = TransactionSynchronizationManager.isCurrentTransactionReadOnly();
        return "read " + ++reads + (readOnly ? ", read-only" : "");
      }

      @Invalidates(namespace = "reads", key = "#id")
      public void change(long id) {}

      @Invalidates(namespace = "reads", key = "#id")
      public void changeAndFail(long id) {
        throw new IllegalStateException("rolled back");
      }
    }
  }
}
