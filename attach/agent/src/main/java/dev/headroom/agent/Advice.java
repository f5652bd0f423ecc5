package dev.headroom.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is woven into a method: one call of the bridge where it begins, one where it ends. {@link
 * Inlined} writes them.
 *
 * @param enter called first; null for nothing
 * @param exit called last; null for nothing
 * @param thrown whether {@code exit} is called too when the method throws
 * @param exchanged the number of the argument that {@code enter} exchanges for what it returns; -1
 *     for none
 * @param field the name of the field that {@code exit} exchanges for what it returns; null for none
 */
record Advice(
    @Nullable Call enter,
    @Nullable Call exit,
    boolean thrown,
    int exchanged,
    @Nullable String field) {

  /** Where an argument of a call comes from. */
  enum From {
    THIS,
    FIRST(0),
    SECOND(1),
    THIRD(2),
    FOURTH(3),
    /** What {@code enter} returned. */
    ENTERED,
    /** What the method returns; 0 or null when it throws. */
    RETURNED,
    /** Null when it returns. */
    THROWN,
    FIELD,
    NULL,
    FALSE,
    TRUE,
    MINUS_ONE;

    /** The number of the method's argument, from 0; -1 unless it is one. */
    final int argument;

    From() {
      this(-1);
    }

    From(int argument) {
      this.argument = argument;
    }
  }

  /**
   * A call of a static method of the bridge.
   *
   * @param owner its class, without package
   * @param descriptor of its parameters and result
   * @param boxed the class whose {@code of} makes objects of primitive values
   * @param from one for each parameter
   */
  record Call(String owner, String name, String descriptor, String boxed, List<From> from) {

    static final String BRIDGE = "dev/headroom/bridge/";

    /** With the JDK's boxes. */
    static Call of(String owner, String name, String descriptor, From... from) {
      return new Call(BRIDGE + owner, name, descriptor, "", List.of(from));
    }
  }

  /** Called when the method returns. */
  static Advice after(Call exit) {
    return new Advice(null, exit, false, -1, null);
  }

  /** Called when the method returns or throws. */
  static Advice afterAll(Call exit) {
    return new Advice(null, exit, true, -1, null);
  }

  /** Called before and after, whatever happens. */
  static Advice around(Call enter, Call exit) {
    return new Advice(enter, exit, true, -1, null);
  }

  /** The method works with what the call returns in the place of an argument. */
  static Advice exchange(int argument, Call enter) {
    return new Advice(enter, null, false, argument, null);
  }

  /** A constructor's object gets what the call returns in the place of a field's value. */
  static Advice exchange(String field, Call exit) {
    return new Advice(null, exit, false, -1, field);
  }
}
