package dev.headroom.agent;

import org.jspecify.annotations.Nullable;

/** Which classes are woven, and how. */
interface Weaving {

  /**
   * Whether a class may be woven, as far as its name tells; asked of every class that is loaded.
   *
   * @param name with dots
   */
  boolean wants(String name);

  /** What to weave into a class whose name is wanted; null if it is another's after all. */
  @Nullable Plan plan(ClassFile type);

  /** What to weave into one class. */
  interface Plan {

    /** What to weave into a method that the class declares; null for nothing. */
    @Nullable Advice advice(Method method);

    /** Whether its objects get the field of {@link dev.headroom.bridge.Carrier}. */
    default boolean carrier() {
      return true;
    }
  }
}
