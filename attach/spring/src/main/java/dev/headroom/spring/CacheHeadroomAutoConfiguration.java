package dev.headroom.spring;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.LookupListener;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.cache.Surroundings;
import dev.headroom.observe.Observer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The cache, where namespaces are declared, and its {@code CacheManager}. */
@AutoConfiguration(
    after = HeadroomObserveAutoConfiguration.class,
    beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnProperty(name = "headroom.enabled", matchIfMissing = true)
@Conditional(CacheHeadroomAutoConfiguration.NamespacesDeclared.class)
@EnableConfigurationProperties(CacheProperties.class)
final class CacheHeadroomAutoConfiguration {

  @Bean
  CacheDeclarations headroomCacheDeclarations(
      ConfigurableListableBeanFactory beans, Environment environment) {
    return CacheDeclarations.of(
        (BeanDefinitionRegistry) beans, beans.getBeanClassLoader(), environment);
  }

  @Bean
  CacheNamespaces headroomCacheNamespaces(
      HeadroomCache cache, CacheProperties properties, CacheDeclarations declarations) {
    Map<String, String> types = new HashMap<>(declarations.types());
    properties
        .namespaces()
        .forEach(
            (name, space) -> {
              if (space.type() != null) {
                types.put(name, space.type());
              }
            });
    return new CacheNamespaces(cache, types);
  }

  /** The warmers are asked for late: they read through the cache. */
  @Bean
  CacheControl headroomCacheControl(
      CacheNamespaces namespaces, ObjectProvider<CacheWarmer> warmers) {
    return new CacheControl(namespaces, warmers, System::nanoTime);
  }

  @Bean
  @ConditionalOnMissingBean
  HeadroomCache headroomCache(
      CacheProperties properties,
      CacheDeclarations declarations,
      Environment environment,
      ObjectProvider<Observer> observer,
      ObjectProvider<AgentAccess> agent,
      ObjectProvider<Surroundings> surroundings,
      ObjectProvider<MoreNamespaces> more) {
    Map<String, NamespaceOptions> namespaces =
        new HashMap<>(properties.options(ttl(properties, environment)));
    namespaces.putAll(declarations.options(namespaces.keySet()));
    more.forEach(other -> other.addTo(namespaces));
    CacheOptions options =
        new CacheOptions(
            redisUrl(properties, environment),
            namespaces,
            properties.commandTimeout(),
            properties.transactionTimeout());
    LookupListener listener = listener(observer.getIfAvailable(), agent.getIfAvailable());
    return HeadroomCache.open(
        options, listener, surroundings.getIfAvailable(() -> Surroundings.NONE));
  }

  /** The own observer knows look-ups in any case: they are in the timing headers. */
  private static LookupListener listener(@Nullable Observer observer, @Nullable AgentAccess agent) {
    if (observer == null) {
      return LookupListener.NONE;
    }
    if (agent == null || !agent.observing()) {
      return (namespace, nanos, hit, level) -> observer.cacheLookup(nanos, hit);
    }
    return (namespace, nanos, hit, level) -> {
      observer.cacheLookup(nanos, hit);
      agent.cacheLookup(nanos, hit);
    };
  }

  private static @Nullable String redisUrl(CacheProperties properties, Environment environment) {
    String url = properties.redisUrl();
    if (url == null) {
      url = environment.getProperty("REDIS_URL");
    }
    return url == null || url.isBlank() ? null : url;
  }

  private static Duration ttl(CacheProperties properties, Environment environment) {
    if (properties.ttl() != null) {
      return properties.ttl();
    }
    String ttl = environment.getProperty("CACHE_TTL");
    if (ttl == null || ttl.isBlank()) {
      return NamespaceOptions.DEFAULT_TTL;
    }
    try {
      return DurationStyle.detectAndParse(ttl.strip(), ChronoUnit.SECONDS);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "CACHE_TTL is a number of seconds or a duration such as 5m, was '" + ttl + "'", e);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.transaction.support.TransactionSynchronization")
  static final class Transactions {

    @Bean
    @ConditionalOnMissingBean(Surroundings.class)
    Surroundings headroomCacheTransactions(CacheProperties properties) {
      return new CacheTransactions(properties.storeFromOpenSession());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(
      name = "headroom.cache.manager",
      havingValue = "default",
      matchIfMissing = true)
  static final class Manager {

    @Bean
    @ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
    CacheManager headroomCacheManager(CacheNamespaces namespaces) {
      return new CacheManagerAdapter(namespaces);
    }
  }

  /** By name only: the application's own manager stays the one that is injected. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "headroom.cache.manager", havingValue = "beside")
  static final class ManagerBeside {

    @Bean(autowireCandidate = false)
    CacheManager headroomCacheManager(CacheNamespaces namespaces) {
      return new CacheManagerAdapter(namespaces);
    }
  }

  /** Without namespaces there is nothing to open connections for. */
  static final class NamespacesDeclared extends SpringBootCondition
      implements ConfigurationCondition {

    /** When the application's beans are known. */
    @Override
    public ConfigurationPhase getConfigurationPhase() {
      return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      boolean declared =
          isMap(context, "headroom.cache.namespaces")
              || isMap(context, "headroom.web.cache.routes")
              || Binder.get(context.getEnvironment())
                  .bind("headroom.web.images.paths", Bindable.listOf(String.class))
                  .isBound()
              || context
                  .getEnvironment()
                  .getProperty("headroom.web.tokens.enabled", Boolean.class, false)
              || !CacheDeclarations.of(
                      context.getRegistry(), context.getClassLoader(), context.getEnvironment())
                  .isEmpty();
      return new ConditionOutcome(
          declared, "cache namespaces " + (declared ? "" : "not ") + "declared");
    }

    static boolean isMap(ConditionContext context, String key) {
      return Binder.get(context.getEnvironment())
          .bind(key, Bindable.mapOf(String.class, Object.class))
          .map(map -> !map.isEmpty())
          .orElse(false);
    }
  }
}
