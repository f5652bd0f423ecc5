package dev.headroom.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method after which something that is cached is no longer true. Exactly one of {@link #key},
 * {@link #tags}, {@link #pattern} and {@link #all} says what.
 *
 * <p>In a transaction, also one that the method itself begins, the invalidation waits for its
 * outcome: it runs when it was committed and when the outcome is unknown, not after a rollback.
 * Without one it runs when the method ends, also when it throws, since what it had done by then is
 * not known; then an expression with {@code #result} cannot be told and the whole namespace is
 * invalidated.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Invalidates.List.class)
public @interface Invalidates {

  /**
   * The namespace.
   *
   * @return as configured, or as a {@link ReadThrough} declares it
   */
  String namespace();

  /**
   * The key as a SpEL expression over the parameters and {@code #result}.
   *
   * @return an expression, or empty
   */
  String key() default "";

  /**
   * Tags, each a SpEL expression that yields a text or many.
   *
   * @return expressions
   */
  String[] tags() default {};

  /**
   * Keys by pattern, a SpEL expression that yields one such as {@code 'menu/' + #id + '/*'}.
   *
   * @return an expression, or empty
   */
  String pattern() default "";

  /**
   * Everything in the namespace.
   *
   * @return false by default
   */
  boolean all() default false;

  /** Several. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface List {

    /**
     * Each.
     *
     * @return the annotations
     */
    Invalidates[] value();
  }
}
