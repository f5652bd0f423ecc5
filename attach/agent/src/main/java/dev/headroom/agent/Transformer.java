package dev.headroom.agent;

import dev.headroom.bridge.Carrier;
import java.lang.instrument.ClassFileTransformer;
import java.lang.ref.SoftReference;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves classes as the JVM hands them over.
 *
 * <p>There are two. One adds fields, so it is registered as not able to retransform: the JVM keeps
 * its result when another agent retransforms the class later. The other changes method bodies only,
 * and can therefore weave classes of the JDK that were loaded before.
 */
final class Transformer implements ClassFileTransformer {

  private static final @Nullable ClassLoader OWN = Transformer.class.getClassLoader();

  private final List<Weaving> weavings;
  private final boolean jdk;
  private final BiConsumer<String, Throwable> failed;
  private final Map<@Nullable ClassLoader, SoftReference<TypePool>> types = new WeakHashMap<>();

  /**
   * @param weavings by name, the first that wants a class
   * @param jdk true for classes of the JDK, false for all others
   * @param failed told what could not be woven
   */
  Transformer(List<Weaving> weavings, boolean jdk, BiConsumer<String, Throwable> failed) {
    this.weavings = weavings;
    this.jdk = jdk;
    this.failed = failed;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (internalName == null || (loader == null) != jdk || (loader != null && loader.equals(OWN))) {
      return null;
    }
    if (!jdk && redefined != null && !Carrier.class.isAssignableFrom(redefined)) {
      return null; // loaded before the agent: it cannot get a field any more
    }
    try {
      String name = internalName.replace('/', '.');
      for (Weaving weaving : weavings) {
        if (weaving.wants(name)) {
          byte[] woven = weave(weaving, name, loader, bytes);
          if (woven != null) {
            return woven;
          }
        }
      }
    } catch (Throwable fault) {
      failed.accept(internalName, fault);
    }
    return null;
  }

  /**
   * A loader's classes as their files have them, read once for all that is woven there: drivers'
   * classes have the same super types. Given up when memory is short.
   */
  private TypePool types(@Nullable ClassLoader loader) {
    synchronized (types) {
      SoftReference<TypePool> known = types.get(loader);
      TypePool pool = known == null ? null : known.get();
      if (pool == null) {
        pool =
            new TypePool.Default(
                new TypePool.CacheProvider.Simple(),
                loader == null
                    ? ClassFileLocator.ForClassLoader.ofPlatformLoader()
                    : ClassFileLocator.ForClassLoader.WeaklyReferenced.of(loader),
                TypePool.Default.ReaderMode.FAST);
        types.put(loader, new SoftReference<>(pool));
      }
      return pool;
    }
  }

  /** All types from the loader's pool but one, which another agent may have changed. */
  private static final class Around implements TypePool.CacheProvider {

    private final String name;
    private final TypePool others;
    private TypePool.@Nullable Resolution own;

    Around(String name, TypePool others) {
      this.name = name;
      this.others = others;
    }

    @Override
    public TypePool.@Nullable Resolution find(String asked) {
      return asked.equals(name) ? own : others.describe(asked);
    }

    @Override
    public TypePool.Resolution register(String asked, TypePool.Resolution resolution) {
      if (asked.equals(name)) {
        own = resolution;
      }
      return resolution;
    }

    @Override
    public void clear() {
      own = null;
    }
  }

  private byte @Nullable [] weave(
      Weaving weaving, String name, @Nullable ClassLoader loader, byte[] bytes) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(name, bytes),
            loader == null
                ? ClassFileLocator.ForClassLoader.ofPlatformLoader()
                : ClassFileLocator.ForClassLoader.of(loader));
    TypeDescription type =
        new TypePool.Default(
                new Around(name, types(loader)), locator, TypePool.Default.ReaderMode.FAST)
            .describe(name)
            .resolve();
    if (type.isInterface()) {
      return null;
    }
    Woven woven = new Woven(type, locator, !jdk);
    weaving.weave(type, woven);
    return woven.bytes();
  }
}
