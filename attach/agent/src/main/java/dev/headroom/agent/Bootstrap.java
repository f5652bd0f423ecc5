package dev.headroom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

  private static final String FOLDER = "bridge/";

  private Bootstrap() {}

  static void define(Path jar, Instrumentation instrumentation) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      List<JarEntry> entries = new ArrayList<>();
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".class")) {
          entries.add(entry);
        }
      }
      try {
        direct(file, entries, instrumentation);
      } catch (ReflectiveOperationException | RuntimeException | LinkageError refused) {
        append(file, entries, instrumentation);
      }
    }
  }

  private static byte[] bytes(JarFile file, JarEntry entry) throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static void direct(JarFile file, List<JarEntry> entries, Instrumentation instrumentation)
      throws IOException, ReflectiveOperationException {
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
    Deque<JarEntry> left = new ArrayDeque<>(entries);
    int refused = 0;
    while (!left.isEmpty()) {
      JarEntry entry = left.remove();
      byte[] bytes = bytes(file, entry);
      try {
        define.invoke(unsafe, null, bytes, 0, bytes.length, null, null);
        refused = 0;
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof NoClassDefFoundError) || ++refused > left.size()) {
          throw e;
        }
        left.add(entry); // its interface comes later
      }
    }
  }

  private static void append(JarFile file, List<JarEntry> entries, Instrumentation instrumentation)
      throws IOException {
    Path copy = Files.createTempFile("headroom-bridge", ".jar");
    copy.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(copy);
        JarOutputStream to = new JarOutputStream(out)) {
      for (JarEntry entry : entries) {
        to.putNextEntry(new JarEntry(entry.getName().substring(FOLDER.length())));
        to.write(bytes(file, entry));
        to.closeEntry();
      }
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(copy.toFile()));
  }
}
