package dev.headroom.spring;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The agent in this JVM, if there is one. It is reached by name, through the bootstrap loader,
 * where an agent puts its bridge: the starter needs no class of it, and a copy of the bridge among
 * the application's jars is not mistaken for an agent.
 */
final class AgentAccess {

  private static final String BRIDGE = "dev.headroom.bridge.AgentBridge";

  private final @Nullable MethodHandle observing;
  private final @Nullable MethodHandle address;
  private final @Nullable MethodHandle json;
  private final @Nullable MethodHandle cacheLookup;
  private final @Nullable MethodHandle route;
  private final @Nullable MethodHandle reset;

  /** Access to a bridge; null for none. */
  AgentAccess(@Nullable Class<?> bridge) {
    observing = method(bridge, "observing", boolean.class);
    address = method(bridge, "address", String.class);
    json = method(bridge, "json", String.class, String.class);
    cacheLookup = method(bridge, "cacheLookup", void.class, long.class, boolean.class);
    route = method(bridge, "route", void.class, String.class);
    reset = method(bridge, "reset", void.class);
  }

  static AgentAccess find() {
    try {
      return new AgentAccess(Class.forName(BRIDGE, false, null));
    } catch (ClassNotFoundException none) {
      return new AgentAccess(null);
    }
  }

  private static @Nullable MethodHandle method(
      @Nullable Class<?> bridge, String name, Class<?> result, Class<?>... parameters) {
    if (bridge == null) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findStatic(bridge, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException other) {
      return null; // an agent of another release: it is as if it did not offer this
    }
  }

  /** Whether an agent observes this JVM, so that nothing else is to. */
  boolean observing() {
    return observing != null && json != null && Boolean.TRUE.equals(call(observing));
  }

  String address() {
    Object known = address == null ? null : call(address);
    return known == null ? "" : known.toString();
  }

  String json(String what) {
    Object text = json == null ? null : call(json, what);
    if (text == null) {
      throw new IllegalStateException("the agent said nothing of " + what);
    }
    return text.toString();
  }

  void cacheLookup(long nanos, boolean hit) {
    if (cacheLookup != null) {
      call(cacheLookup, nanos, hit);
    }
  }

  void route(String template) {
    if (route != null) {
      call(route, template);
    }
  }

  void reset() {
    if (reset != null) {
      call(reset);
    }
  }

  private static @Nullable Object call(MethodHandle method, Object... arguments) {
    try {
      return method.invokeWithArguments(arguments);
    } catch (RuntimeException | Error fault) {
      throw fault;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible); // no method of the bridge declares one
    }
  }
}
