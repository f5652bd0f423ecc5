package dev.headroom.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/**
 * A class that may be woven, as its file has it: nothing is loaded to know its super types.
 *
 * @param name with dots
 * @param known the super types of classes of this loader that were asked for before; added to
 */
record ClassFile(
    String name, ClassReader reader, @Nullable ClassLoader loader, Map<String, String[]> known) {

  private static final String[] NONE = {};

  /** What the JDK's own types extend, as far as anybody asks. */
  private static final Map<String, String[]> JDK =
      Map.of(
          "java/sql/PreparedStatement", new String[] {"java/sql/Statement"},
          "java/sql/CallableStatement", new String[] {"java/sql/PreparedStatement"});

  /** More than any class has; a file that is its own super type ends here. */
  private static final int DEEPEST = 64;

  /** Whether it is, extends or implements a type, named with slashes. */
  boolean isA(String type) {
    return isA(reader.getClassName(), type);
  }

  /** Whether a class, named with slashes, is, extends or implements another. */
  boolean isA(String of, String type) {
    return isA(of, type, DEEPEST);
  }

  private boolean isA(String of, String type, int left) {
    if (of.equals(type)) {
      return true;
    }
    if (left > 0) {
      for (String up : above(of)) {
        if (isA(up, type, left - 1)) {
          return true;
        }
      }
    }
    return false;
  }

  private String[] above(String of) {
    if (of.startsWith("java/")) {
      return JDK.getOrDefault(of, NONE);
    }
    if (of.equals(reader.getClassName())) {
      return above(reader); // its bytes, which another agent may have changed
    }
    String[] found = known.get(of);
    if (found == null) {
      found = read(of);
      known.put(of, found);
    }
    return found;
  }

  private String[] read(String of) {
    String file = of + ".class";
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(file)
            : loader.getResourceAsStream(file)) {
      return in == null ? NONE : above(new ClassReader(in.readAllBytes()));
    } catch (IOException | IllegalArgumentException unreadable) {
      return NONE;
    }
  }

  private static String[] above(ClassReader file) {
    String[] interfaces = file.getInterfaces();
    String parent = file.getSuperName();
    if (parent == null || parent.equals("java/lang/Object")) {
      return interfaces;
    }
    String[] all = new String[interfaces.length + 1];
    all[0] = parent;
    System.arraycopy(interfaces, 0, all, 1, interfaces.length);
    return all;
  }
}
