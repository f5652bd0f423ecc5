package dev.headroom.agent;

import dev.headroom.bridge.Carrier;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

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
  private final Map<@Nullable ClassLoader, Map<String, String[]>> known = new WeakHashMap<>();

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

  /** Super types by the loader whose files were read: drivers' classes have the same ones. */
  private Map<String, String[]> known(@Nullable ClassLoader loader) {
    synchronized (known) {
      return known.computeIfAbsent(loader, none -> new ConcurrentHashMap<>());
    }
  }

  private byte @Nullable [] weave(
      Weaving weaving, String name, @Nullable ClassLoader loader, byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    if ((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0) {
      return null;
    }
    ClassFile type = new ClassFile(name, reader, loader, known(loader));
    Weaving.Plan plan = weaving.plan(type);
    return plan == null ? null : Woven.bytes(type, plan, !jdk);
  }
}
