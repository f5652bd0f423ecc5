package dev.headroom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the bridge's classes to the bootstrap loader, so that code woven into any class finds them.
 *
 * <p>The documented way, {@link Instrumentation#appendToBootstrapClassLoaderSearch}, needs a file,
 * switches the JVM's class-data sharing off for the application's classes and makes the JVM print a
 * warning about it. So the classes are first defined in the bootstrap loader directly, which takes
 * an internal method that the JVM opens to agents on request; where that is refused, the documented
 * way follows.
 */
final class Bootstrap {

  private static final String FOLDER = "bridge/dev/headroom/bridge/";

  /** In an order in which each finds what it extends. */
  static final String[] CLASSES = {
    "AgentBridge$Agent",
    "AgentBridge",
    "Carrier",
    "Carried$Key",
    "Carried",
    "JdbcHooks$Listener",
    "JdbcHooks",
    "PoolHooks$Listener",
    "PoolHooks",
    "ReadHooks",
    "TaskHooks$Listener",
    "TaskHooks",
    "WebHooks$Listener",
    "WebHooks"
  };

  private Bootstrap() {}

  static void define(JarFile jar, Instrumentation instrumentation) throws IOException {
    byte[][] classes = new byte[CLASSES.length][];
    for (int i = 0; i < classes.length; i++) {
      String name = FOLDER + CLASSES[i] + ".class";
      JarEntry entry = jar.getJarEntry(name);
      if (entry == null) {
        throw new IOException(name + " is missing in " + jar.getName());
      }
      try (InputStream in = jar.getInputStream(entry)) {
        classes[i] = in.readAllBytes();
      }
    }
    try {
      direct(classes, instrumentation);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError refused) {
      append(classes, instrumentation);
    }
  }

  private static void direct(byte[][] classes, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.misc", Set.of(Bootstrap.class.getModule())),
        Map.of(),
        Set.of(),
        Map.of());
    Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
    Object unsafe = type.getMethod("getUnsafe").invoke(null);
    Method define =
        type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class);
    for (byte[] bytes : classes) {
      define.invoke(unsafe, null, bytes, 0, bytes.length, null, null);
    }
  }

  private static void append(byte[][] classes, Instrumentation instrumentation) throws IOException {
    Path copy = Files.createTempFile("headroom-bridge", ".jar");
    copy.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(copy);
        JarOutputStream to = new JarOutputStream(out)) {
      for (int i = 0; i < classes.length; i++) {
        to.putNextEntry(new JarEntry("dev/headroom/bridge/" + CLASSES[i] + ".class"));
        to.write(classes[i]);
        to.closeEntry();
      }
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(copy.toFile()));
  }
}
