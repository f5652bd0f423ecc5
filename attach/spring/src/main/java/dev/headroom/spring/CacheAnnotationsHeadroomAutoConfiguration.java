package dev.headroom.spring;

import dev.headroom.spring.CacheAnnotations.Read;
import dev.headroom.spring.CacheAnnotations.Write;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link ReadThrough} and {@link Invalidates}. There also where nothing is declared, so that an
 * annotation that can do nothing is refused instead of passed over.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.springframework.aop.framework.ProxyFactory")
@ConditionalOnProperty(name = "headroom.enabled", matchIfMissing = true)
final class CacheAnnotationsHeadroomAutoConfiguration {

  @Bean
  static CacheAdvice<Read> headroomCacheReads(BeanFactory beans) {
    CacheAnnotations annotations = new CacheAnnotations(beans);
    return new CacheAdvice<>(
        CacheMethods::isRead,
        new CacheAdvice.Lookup<>(annotations::read),
        CacheReading::new,
        true,
        () -> {});
  }

  @Bean
  static CacheAdvice<List<Write>> headroomCacheWrites(BeanFactory beans) {
    CacheAnnotations annotations = new CacheAnnotations(beans);
    Set<Write> all = ConcurrentHashMap.newKeySet();
    return new CacheAdvice<>(
        CacheMethods::isWrite,
        new CacheAdvice.Lookup<>(
            (method, target) -> {
              List<Write> writes = annotations.writes(method, target);
              all.addAll(writes);
              return writes;
            }),
        CacheInvalidating::new,
        false,
        // By now whoever reads from a namespace has said its type; else this refuses.
        () -> all.forEach(Write::namespace));
  }
}
