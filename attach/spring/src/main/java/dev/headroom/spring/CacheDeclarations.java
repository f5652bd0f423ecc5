package dev.headroom.spring;

import dev.headroom.cache.NamespaceOptions;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Namespaces that {@link ReadThrough} declares with a time to live, found in the definitions of the
 * application's beans before any of them exists: the cache is opened with them. What the
 * definitions do not tell (a bean made by a method that returns an interface) is not found here,
 * and refused when the bean is made.
 */
final class CacheDeclarations {

  private static final JsonMapper TYPES = JsonMapper.shared();

  private final Map<String, Declared> byName = new TreeMap<>();

  /** A namespace, by what the first method says that names it. */
  private record Declared(String where, String ttl, String softTtl, String type) {}

  private CacheDeclarations() {}

  static CacheDeclarations of(
      BeanDefinitionRegistry registry, @Nullable ClassLoader loader, Environment environment) {
    CacheDeclarations declarations = new CacheDeclarations();
    for (String name : registry.getBeanDefinitionNames()) {
      Class<?> type = type(registry.getBeanDefinition(name), loader);
      if (type != null) {
        reads(type).forEach(method -> declarations.add(method, type, environment));
      }
    }
    return declarations;
  }

  private static List<Method> reads(Class<?> type) {
    if (!AnnotationUtils.isCandidateClass(type, ReadThrough.class)) {
      return List.of();
    }
    try {
      return MethodIntrospector.selectMethods(type, CacheMethods::isRead).stream()
          .sorted(Comparator.comparing(Method::toString))
          .toList();
    } catch (LinkageError notWhole) {
      return List.of(); // Something optional is not there; whoever makes the bean will say so.
    }
  }

  /** The application's own classes only: nobody else knows the annotation. */
  private static @Nullable Class<?> type(BeanDefinition definition, @Nullable ClassLoader loader) {
    String name = definition.getBeanClassName();
    if (definition instanceof AnnotatedBeanDefinition annotated) {
      var factory = annotated.getFactoryMethodMetadata();
      name = factory != null ? factory.getReturnTypeName() : name;
    }
    if (name == null || name.startsWith("java.") || name.startsWith("org.springframework.")) {
      return null;
    }
    try {
      return ClassUtils.forName(name, loader);
    } catch (ClassNotFoundException | LinkageError notThere) {
      return null; // Whoever makes the bean will say so.
    }
  }

  private void add(Method method, Class<?> target, Environment environment) {
    ReadThrough read =
        Objects.requireNonNull(
            AnnotatedElementUtils.findMergedAnnotation(method, ReadThrough.class));
    String where = CacheMethods.where(ReadThrough.class, method);
    if (read.ttl().isEmpty()) {
      if (!read.softTtl().isEmpty()) {
        throw new IllegalStateException(
            where + ": softTtl needs ttl, the age at which an answer is given no more");
      }
      return;
    }
    Declared mine =
        new Declared(
            where,
            environment.resolveRequiredPlaceholders(read.ttl()),
            environment.resolveRequiredPlaceholders(read.softTtl()),
            typeOf(method, target));
    Declared other = byName.putIfAbsent(read.namespace(), mine);
    if (other != null
        && !(other.ttl().equals(mine.ttl())
            && other.softTtl().equals(mine.softTtl())
            && other.type().equals(mine.type()))) {
      throw new IllegalStateException(
          where
              + " declares the namespace '"
              + read.namespace()
              + "' otherwise than "
              + other.where()
              + " does: one namespace, one type, one time to live; give one of them another name");
    }
  }

  /** As Jackson writes types, so that a namespace can be asked for by it. */
  static String typeOf(Method method, Class<?> target) {
    return TYPES
        .getTypeFactory()
        .constructType(CacheMethods.kept(method, target).getType())
        .toCanonical();
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Options of the namespaces declared; none may be configured as well. */
  Map<String, NamespaceOptions> options(Set<String> configured) {
    Map<String, NamespaceOptions> options = new TreeMap<>();
    byName.forEach(
        (name, declared) -> {
          if (configured.contains(name)) {
            throw new IllegalStateException(
                declared.where()
                    + " declares the namespace '"
                    + name
                    + "', which headroom.cache.namespaces."
                    + name
                    + " configures: leave ttl out of one of them");
          }
          options.put(name, options(declared));
        });
    return options;
  }

  Map<String, String> types() {
    Map<String, String> types = new TreeMap<>();
    byName.forEach((name, declared) -> types.put(name, declared.type()));
    return types;
  }

  private static NamespaceOptions options(Declared declared) {
    Duration ttl = duration(declared.where() + ": ttl", declared.ttl());
    try {
      if (declared.softTtl().isEmpty()) {
        return NamespaceOptions.ofTtl(ttl);
      }
      Duration soft = duration(declared.where() + ": softTtl", declared.softTtl());
      if (soft.compareTo(ttl) >= 0) {
        throw new IllegalArgumentException(
            "softTtl (" + soft + ") must be below ttl (" + ttl + "): it is the earlier of the two");
      }
      return NamespaceOptions.ofTtl(soft).withStaleOnFailure(ttl.minus(soft));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(declared.where() + ": " + e.getMessage(), e);
    }
  }

  private static Duration duration(String where, String text) {
    try {
      return DurationStyle.detectAndParse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          where + " is a duration such as 10m, 90s or PT1H, was '" + text + "'", e);
    }
  }
}
