package dev.headroom.spring;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInvocation;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;

/**
 * Puts an interceptor around annotated methods, after every other proxy has been made. What an
 * annotation says is read, and refused if wrong, when its bean is made.
 *
 * <p>Reads stand outside of the transaction, which a hit then does not begin; invalidations inside,
 * where they can be put off until it ends.
 *
 * @param <T> what is read from a method
 */
final class CacheAdvice<T> extends AbstractBeanFactoryAwareAdvisingPostProcessor
    implements SmartInitializingSingleton {

  private static final long serialVersionUID = 1L;

  private final transient Predicate<Method> annotated;
  private final transient Lookup<T> lookup;

  /** What was read from the methods, by method and class. */
  static final class Lookup<T> {
    private final Map<Place, T> known = new ConcurrentHashMap<>();
    private final BiFunction<Method, Class<?>, T> reader;

    Lookup(BiFunction<Method, Class<?>, T> reader) {
      this.reader = reader;
    }

    private record Place(Method method, Class<?> target) {}

    T of(Method method, Class<?> target) {
      Place place = new Place(method, target);
      T value = known.get(place);
      return value != null
          ? value
          : known.computeIfAbsent(place, p -> reader.apply(p.method(), p.target()));
    }

    T of(MethodInvocation invocation) {
      Object self = invocation.getThis();
      Class<?> target =
          self == null ? invocation.getMethod().getDeclaringClass() : AopUtils.getTargetClass(self);
      return of(AopUtils.getMostSpecificMethod(invocation.getMethod(), target), target);
    }
  }

  private final transient Runnable whenAllAreThere;

  CacheAdvice(
      Predicate<Method> annotated,
      Lookup<T> lookup,
      Function<Lookup<T>, Advice> advice,
      boolean outermost,
      Runnable whenAllAreThere) {
    this.annotated = annotated;
    this.lookup = lookup;
    this.whenAllAreThere = whenAllAreThere;
    this.advisor =
        new DefaultPointcutAdvisor(
            new StaticMethodMatcherPointcut() {
              @Override
              public boolean matches(Method method, Class<?> target) {
                return annotated.test(AopUtils.getMostSpecificMethod(method, target));
              }
            },
            advice.apply(lookup));
    setBeforeExistingAdvisors(outermost);
    setProxyTargetClass(true);
    setOrder(Ordered.LOWEST_PRECEDENCE);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    Class<?> target = AopUtils.getTargetClass(bean);
    String type = target.getName();
    if (type.startsWith("org.springframework.") || type.startsWith("java.")) {
      return bean;
    }
    MethodIntrospector.selectMethods(target, annotated::test)
        .forEach(method -> lookup.of(method, target));
    return super.postProcessAfterInitialization(bean, name);
  }

  @Override
  public void afterSingletonsInstantiated() {
    whenAllAreThere.run();
  }
}
