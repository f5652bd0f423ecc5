package dev.headroom.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method whose answers are kept in a namespace of the cache: what {@code @Cacheable} says, and
 * what it cannot, such as tags and times to live.
 *
 * <pre>{@code
 * @ReadThrough(namespace = "menus", key = "#restaurantId", tags = "'restaurant/' + #restaurantId", ttl = "1h")
 * Menu menu(long restaurantId) { ... }
 * }</pre>
 *
 * <p>A hit runs nothing of the method, its transaction included. However many ask at once, one runs
 * it. It must read what is committed when it begins. Its value is shared between callers: treat it
 * as immutable. As with all such annotations of Spring, calls from within the same object are not
 * seen.
 *
 * <p>Everything is checked at start: the namespace, that expressions parse and name parameters that
 * exist, that the method can be overridden and returns what can be kept (not void, no future, no
 * stream). An {@code Optional} is kept as its value; an empty one as null, which the namespace must
 * allow ({@code cache-nulls}).
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ReadThrough {

  /**
   * Where answers are kept: a namespace of {@code headroom.cache.namespaces}, or one that {@link
   * #ttl} declares here.
   *
   * @return lower case words with dashes
   */
  String namespace();

  /**
   * The key as a SpEL expression over the parameters ({@code #id}, {@code #p0}); left out, all
   * parameters, which must then be strings, numbers and the like, or lists of them.
   *
   * @return an expression, or empty
   */
  String key() default "";

  /**
   * What the answer is made of, each a SpEL expression that yields a text or many: invalidating any
   * of them invalidates the answer.
   *
   * @return expressions
   */
  String[] tags() default {};

  /**
   * Declares the namespace with this time to live and otherwise defaults; for one that is not in
   * the configuration. Placeholders such as {@code ${menu.ttl}} are resolved.
   *
   * @return a duration such as {@code 10m} or {@code PT10M}; empty where the namespace is
   *     configured
   */
  String ttl() default "";

  /**
   * With {@link #ttl}: from this age on an answer is loaded again, and while that runs or fails the
   * old one, unless it was invalidated, is still given until {@link #ttl}.
   *
   * @return a duration below {@link #ttl}, or empty
   */
  String softTtl() default "";

  /**
   * The fix whose flag switches reading from the cache on; {@link Invalidates} always runs.
   *
   * @return a fix's id; empty to cache always
   */
  String fix() default "";
}
