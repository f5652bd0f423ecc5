package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.web.BatchEntrance;
import dev.headroom.web.BatchFilter;
import dev.headroom.web.Batches;
import dev.headroom.web.ClientAddress;
import dev.headroom.web.CompressionFilter;
import dev.headroom.web.FieldsFilter;
import dev.headroom.web.Images;
import dev.headroom.web.ImagesFilter;
import dev.headroom.web.LimitFilter;
import dev.headroom.web.Limits;
import dev.headroom.web.RefreshTokens;
import dev.headroom.web.ResponseCache;
import dev.headroom.web.ResponseCacheFilter;
import dev.headroom.web.WebFixes;
import dev.headroom.web.WebUser;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The fixes at the door, in the order in which a request passes them: a batch's entrance,
 * compression, limits by route and address; behind Spring Security, whose filter is at -100, limits
 * by user, batches, field selection, images, response cache.
 */
@AutoConfiguration(
    after = HeadroomObserveAutoConfiguration.class,
    before = CacheHeadroomAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ResponseCacheFilter.class, HandlerMapping.class})
@ConditionalOnBean(Observer.class)
@EnableConfigurationProperties(WebProperties.class)
final class WebHeadroomAutoConfiguration {

  static final int ENTRANCE_ORDER = Ordered.HIGHEST_PRECEDENCE + 10;
  static final int COMPRESSION_ORDER = Ordered.HIGHEST_PRECEDENCE + 20;
  static final int LIMITS_ORDER = Ordered.HIGHEST_PRECEDENCE + 30;
  static final int HEALTH_ORDER = Ordered.HIGHEST_PRECEDENCE + 35;
  static final int HASHING_ORDER = Ordered.HIGHEST_PRECEDENCE + 40;
  static final int SESSIONS_ORDER = Ordered.HIGHEST_PRECEDENCE + 45; // Spring Session's has 50
  static final int USER_LIMITS_ORDER = -60;
  static final int BATCH_ORDER = -50;
  static final int FIELDS_ORDER = -20;
  static final int IMAGES_ORDER = -15;
  static final int CACHE_ORDER = -10;

  @Bean
  List<Fix> headroomWebFixes(WebProperties properties) {
    List<Fix> fixes = new ArrayList<>();
    if (!properties.cache().routes().isEmpty()) {
      fixes.add(WebFixes.responseCache(properties.cacheRoutes()));
    }
    if (properties.compression().enabled()) {
      fixes.add(WebFixes.COMPRESSION);
    }
    if (!properties.fields().paths().isEmpty()) {
      fixes.add(WebFixes.FIELD_SELECTION);
    }
    if (!properties.limits().rules().isEmpty()) {
      fixes.add(WebFixes.LIMITS);
    }
    if (properties.tokens().enabled()) {
      fixes.add(WebFixes.TOKEN_CACHE);
    }
    if (!properties.batch().paths().isEmpty()) {
      fixes.add(WebFixes.BATCH);
    }
    if (!properties.outgoing().dependencies().isEmpty()) {
      fixes.add(WebFixes.OUTGOING);
    }
    if (properties.hashing().enabled()) {
      fixes.add(WebFixes.HASHING);
    }
    if (!properties.images().paths().isEmpty()) {
      fixes.add(WebFixes.IMAGES);
    }
    return fixes;
  }

  /** What somebody configured is meant to work, unless a proof is to begin without it. */
  @Bean
  SmartInitializingSingleton headroomWebStart(WebProperties properties, Fixes fixes) {
    return () -> {
      if (properties.switchedOn()) {
        Set<String> on = new HashSet<>(fixes.on());
        headroomWebFixes(properties).forEach(fix -> on.add(fix.id()));
        var unused = fixes.switchTo(on);
      }
    };
  }

  @Bean
  @ConditionalOnMissingBean
  WebUser headroomWebUser() {
    return WebUser.PRINCIPAL;
  }

  static <F extends Filter> FilterRegistrationBean<F> at(int order, String name, F filter) {
    FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
    registration.setName(name);
    registration.setOrder(order);
    registration.addUrlPatterns("/*");
    registration.setAsyncSupported(true);
    return registration;
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "headroom.web.compression.enabled", havingValue = "true")
  static final class Compressed {

    @Bean
    FilterRegistrationBean<CompressionFilter> headroomCompression(
        WebProperties properties, Fixes fixes) {
      return at(
          COMPRESSION_ORDER,
          "headroomCompression",
          new CompressionFilter(properties.compression().options(), fixes));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "headroom.web.refresh.enabled", havingValue = "true")
  static final class Refreshed {

    @Bean
    @ConditionalOnMissingBean
    RefreshTokens headroomRefreshTokens(WebProperties properties, ObjectProvider<Clock> clock) {
      return properties.refresh().tokens(clock.getIfUnique(Clock::systemUTC));
    }
  }

  /** Rules by route and address in front of all that costs, rules by user where users are known. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(RulesDeclared.class)
  static final class Limited {

    @Bean
    @ConditionalOnMissingBean
    Limits headroomLimits(WebProperties properties) {
      WebProperties.Limiting limits = properties.limits();
      String url = limits.redisUrl();
      return WebProperties.named(
          "headroom.web.limits",
          () ->
              new Limits(
                  properties.limitRules(),
                  new ClientAddress(limits.trustedProxies()),
                  url == null || url.isBlank() ? null : url,
                  limits.maxKeys(),
                  System::nanoTime));
    }

    @Bean
    FilterRegistrationBean<LimitFilter> headroomLimitsInFront(
        Limits limits, WebUser user, Fixes fixes) {
      return at(LIMITS_ORDER, "headroomLimitsInFront", new LimitFilter(limits, false, user, fixes));
    }

    @Bean
    FilterRegistrationBean<LimitFilter> headroomLimitsByUser(
        Limits limits, WebUser user, Fixes fixes) {
      return at(
          USER_LIMITS_ORDER, "headroomLimitsByUser", new LimitFilter(limits, true, user, fixes));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Conditional(BatchDeclared.class)
  static final class Batched {

    @Bean
    @ConditionalOnMissingBean
    Batches headroomBatches(WebProperties properties) {
      return new Batches(properties.batch().options());
    }

    @Bean
    FilterRegistrationBean<BatchEntrance> headroomBatchEntrance(Batches batches) {
      return at(ENTRANCE_ORDER, "headroomBatchEntrance", new BatchEntrance(batches));
    }

    @Bean
    FilterRegistrationBean<BatchFilter> headroomBatch(Batches batches, Fixes fixes) {
      return at(BATCH_ORDER, "headroomBatch", new BatchFilter(batches, fixes));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Conditional(FieldsDeclared.class)
  static final class Selected {

    @Bean
    FilterRegistrationBean<FieldsFilter> headroomFields(WebProperties properties, Fixes fixes) {
      return at(
          FIELDS_ORDER, "headroomFields", new FieldsFilter(properties.fields().options(), fixes));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Conditional(ImagesDeclared.class)
  static final class Pictured {

    @Bean
    MoreNamespaces headroomImageNamespace(WebProperties properties) {
      return new MoreNamespaces(
          "headroom.web.images",
          WebProperties.named(
              "headroom.web.images",
              () -> Images.namespaces(properties.images().maxBytes().toBytes())));
    }

    @Bean
    @ConditionalOnMissingBean
    Images headroomImages(HeadroomCache cache, WebProperties properties) {
      return new Images(properties.images().options(), cache);
    }

    @Bean
    FilterRegistrationBean<ImagesFilter> headroomImageSizes(Images images, Fixes fixes) {
      return at(IMAGES_ORDER, "headroomImageSizes", new ImagesFilter(images, fixes));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Conditional(RoutesDeclared.class)
  static final class Cached {

    @Bean
    MoreNamespaces headroomWebNamespaces(WebProperties properties) {
      return new MoreNamespaces(
          "headroom.web.cache.routes", ResponseCache.namespaces(properties.cacheRoutes()));
    }

    @Bean
    @ConditionalOnMissingBean
    ResponseCache headroomResponseCache(HeadroomCache cache, WebProperties properties) {
      return new ResponseCache(cache, properties.cacheRoutes());
    }

    @Bean
    FilterRegistrationBean<ResponseCacheFilter> headroomResponses(
        ResponseCache cache, Fixes fixes, WebUser user) {
      return at(
          CACHE_ORDER,
          "headroomResponses",
          new ResponseCacheFilter(cache, fixes, user, Cached::template, Clock.systemUTC()));
    }

    private static @Nullable String template(HttpServletRequest request) {
      Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
      return pattern == null ? null : pattern.toString();
    }
  }

  /** Routes are a map, which no property condition can see. */
  static final class RoutesDeclared extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      return new ConditionOutcome(
          CacheHeadroomAutoConfiguration.NamespacesDeclared.isMap(
              context, "headroom.web.cache.routes"),
          "headroom.web.cache.routes");
    }
  }

  /** Rules are a map, which no property condition can see. */
  static final class RulesDeclared extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      return new ConditionOutcome(
          CacheHeadroomAutoConfiguration.NamespacesDeclared.isMap(
              context, "headroom.web.limits.rules"),
          "headroom.web.limits.rules");
    }
  }

  /** Paths are a list, which no property condition can see. */
  abstract static class PathsDeclared extends SpringBootCondition {

    private final String property;

    PathsDeclared(String property) {
      this.property = property;
    }

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      return new ConditionOutcome(
          Binder.get(context.getEnvironment())
              .bind(property, Bindable.listOf(String.class))
              .isBound(),
          property);
    }
  }

  static final class FieldsDeclared extends PathsDeclared {
    FieldsDeclared() {
      super("headroom.web.fields.paths");
    }
  }

  static final class ImagesDeclared extends PathsDeclared {
    ImagesDeclared() {
      super("headroom.web.images.paths");
    }
  }

  static final class BatchDeclared extends PathsDeclared {
    BatchDeclared() {
      super("headroom.web.batch.paths");
    }
  }
}
