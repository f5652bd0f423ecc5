package dev.headroom.spring;

import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Nearest;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Reads annotations into what is to be done at a call, and refuses what cannot be done. */
final class CacheAnnotations {

  private final BeanFactory beans;

  CacheAnnotations(BeanFactory beans) {
    this.beans = beans;
  }

  /** A cached read. */
  record Read(
      Namespace<Object> namespace,
      @Nullable CacheExpression key,
      List<CacheExpression> tags,
      boolean optional,
      @Nullable Fixes fixes,
      String fix) {

    boolean isOn() {
      return fixes == null || fixes.isOn(fix);
    }
  }

  /** An invalidation; whoever reads from the namespace says the type, maybe later. */
  record Write(
      CacheNamespaces namespaces,
      String name,
      @Nullable CacheExpression key,
      List<CacheExpression> tags,
      @Nullable CacheExpression pattern) {

    Namespace<Object> namespace() {
      return namespaces.get(name);
    }

    boolean usesResult() {
      return (key != null && key.usesResult())
          || (pattern != null && pattern.usesResult())
          || tags.stream().anyMatch(CacheExpression::usesResult);
    }
  }

  Read read(Method method, Class<?> target) {
    ReadThrough said =
        Objects.requireNonNull(
            AnnotatedElementUtils.findMergedAnnotation(method, ReadThrough.class));
    CacheMethods.check(ReadThrough.class, method, target);
    String where = CacheMethods.where(ReadThrough.class, method);
    CacheExpression key = null;
    if (said.key().isEmpty()) {
      CacheMethods.checkParametersAsKey(method);
    } else {
      key = new CacheExpression(said.key(), method, where + ": key", false);
    }
    Fixes fixes = said.fix().isEmpty() ? null : fixes(where, said.fix());
    if (!said.ttl().isEmpty()
        && !namespaces(where, said.namespace()).cache().names().contains(said.namespace())) {
      throw new IllegalStateException(
          where
              + ": the namespace '"
              + said.namespace()
              + "' could not be seen before its bean was made, since the bean's class is not"
              + " declared: declare it, or write headroom.cache.namespaces."
              + said.namespace()
              + ".ttl="
              + said.ttl()
              + " and leave ttl out here");
    }
    return new Read(
        typed(where, said.namespace(), CacheDeclarations.typeOf(method, target)),
        key,
        expressions(said.tags(), method, where, false),
        CacheMethods.isOptional(method),
        fixes,
        said.fix());
  }

  List<Write> writes(Method method, Class<?> target) {
    CacheMethods.check(Invalidates.class, method, target);
    String where = CacheMethods.where(Invalidates.class, method);
    List<Write> writes = new ArrayList<>();
    for (Invalidates said :
        AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Invalidates.class)) {
      int ways =
          (said.key().isEmpty() ? 0 : 1)
              + (said.tags().length == 0 ? 0 : 1)
              + (said.pattern().isEmpty() ? 0 : 1)
              + (said.all() ? 1 : 0);
      if (ways != 1) {
        throw new IllegalStateException(
            where
                + ": says "
                + (ways == 0 ? "nothing" : "more than one")
                + " of key, tags, pattern and all: say one; for several repeat the annotation");
      }
      writes.add(
          new Write(
              declared(where, said.namespace()),
              said.namespace(),
              one(said.key(), method, where + ": key"),
              expressions(said.tags(), method, where, true),
              one(said.pattern(), method, where + ": pattern")));
    }
    return writes;
  }

  private static @Nullable CacheExpression one(String text, Method method, String where) {
    return text.isEmpty() ? null : new CacheExpression(text, method, where, true);
  }

  private static List<CacheExpression> expressions(
      String[] texts, Method method, String where, boolean resultKnown) {
    List<CacheExpression> expressions = new ArrayList<>();
    for (String text : texts) {
      expressions.add(new CacheExpression(text, method, where + ": tags", resultKnown));
    }
    return List.copyOf(expressions);
  }

  private Fixes fixes(String where, String fix) {
    Fixes fixes = beans.getBeanProvider(Fixes.class).getIfAvailable();
    TreeSet<String> known = new TreeSet<>();
    if (fixes != null) {
      fixes.known().stream().map(Fix::id).forEach(known::add);
    }
    if (fixes == null || !known.contains(fix)) {
      throw new IllegalStateException(where + ": " + Nearest.unknown("fix", fix, known));
    }
    return fixes;
  }

  private Namespace<Object> typed(String where, String name, String type) {
    CacheNamespaces namespaces = namespaces(where, name);
    try {
      return namespaces.cache().namespace(name, type);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalStateException(where + ": " + e.getMessage(), e);
    }
  }

  private CacheNamespaces declared(String where, String name) {
    CacheNamespaces namespaces = namespaces(where, name);
    Set<String> names = namespaces.cache().names();
    if (!names.contains(name)) {
      throw new IllegalStateException(
          where + ": " + Nearest.unknown("cache namespace", name, names));
    }
    return namespaces;
  }

  private CacheNamespaces namespaces(String where, String name) {
    CacheNamespaces namespaces = beans.getBeanProvider(CacheNamespaces.class).getIfAvailable();
    if (namespaces == null) {
      throw new IllegalStateException(
          where
              + ": there is no cache, because no namespace is declared: write headroom.cache"
              + ".namespaces."
              + name
              + ".ttl=10m, or ttl in a @ReadThrough of it");
    }
    return namespaces;
  }
}
