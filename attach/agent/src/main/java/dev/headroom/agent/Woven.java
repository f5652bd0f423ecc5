package dev.headroom.agent;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.not;

import dev.headroom.bridge.Carrier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.modifier.FieldPersistence;
import net.bytebuddy.description.modifier.SyntheticState;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** A class that is being woven. */
final class Woven {

  private static final String FIELD = "headroom$state";

  private static final ByteBuddy BYTE_BUDDY =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
          .with(Implementation.Context.Disabled.Factory.INSTANCE);

  /** Read once each. */
  private static final Map<Class<?>, Advice> ADVICE = new ConcurrentHashMap<>();

  private final TypeDescription type;
  private final boolean fields;
  private DynamicType.Builder<?> builder;
  private boolean changed;

  Woven(TypeDescription type, ClassFileLocator locator, boolean fields) {
    this.type = type;
    this.fields = fields;
    this.builder = BYTE_BUDDY.redefine(type, locator);
  }

  /** Inlines an advice into the methods that the class declares itself. */
  void advise(Class<?> advice, ElementMatcher<? super MethodDescription> methods) {
    ElementMatcher.Junction<MethodDescription> with =
        not(isAbstract()).and(not(isNative())).and(methods);
    if (!type.getDeclaredMethods().filter(with).isEmpty()) {
      builder = builder.visit(ADVICE.computeIfAbsent(advice, Woven::read).on(with));
      changed = true;
    }
  }

  private static Advice read(Class<?> advice) {
    return Advice.to(advice, ClassFileLocator.ForClassLoader.of(advice.getClassLoader()));
  }

  /** Adds the field of {@link Carrier}. */
  void carrier() {
    if (!fields || type.isInterface()) {
      return;
    }
    builder =
        builder
            .defineField(
                FIELD,
                Object.class,
                Visibility.PRIVATE,
                FieldPersistence.TRANSIENT,
                SyntheticState.SYNTHETIC)
            .implement(Carrier.class)
            .defineMethod(FIELD, Object.class, Visibility.PUBLIC, SyntheticState.SYNTHETIC)
            .intercept(FieldAccessor.ofField(FIELD))
            .defineMethod(FIELD, void.class, Visibility.PUBLIC, SyntheticState.SYNTHETIC)
            .withParameters(Object.class)
            .intercept(FieldAccessor.ofField(FIELD));
    changed = true;
  }

  /** The new class file; null if there was nothing to weave. */
  byte @Nullable [] bytes() {
    return changed ? builder.make().getBytes() : null;
  }
}
