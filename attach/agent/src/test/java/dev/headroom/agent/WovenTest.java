package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.bridge.Carrier;
import dev.headroom.bridge.JdbcHooks;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Woven classes pass the verifier and do what they did, however their compiler wrote them. */
class WovenTest {

  private static final String NAME = "org/example/Odd";

  private final List<String> told = new ArrayList<>();

  /** Classes of its own, and all else but, on wish, the bridge. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes = new HashMap<>();
    private final boolean bridge;

    Loader(boolean bridge) {
      super(WovenTest.class.getClassLoader());
      this.bridge = bridge;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        byte[] bytes = classes.get(name);
        if (bytes != null) {
          return defineClass(name, bytes, 0, bytes.length);
        }
        if (!bridge && name.startsWith("dev.headroom.")) {
          throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
      }
    }
  }

  @BeforeEach
  void listen() {
    JdbcHooks.install(
        (JdbcHooks.Listener)
            Proxy.newProxyInstance(
                JdbcHooks.Listener.class.getClassLoader(),
                new Class<?>[] {JdbcHooks.Listener.class},
                (proxy, method, arguments) -> {
                  List<Object> with = new ArrayList<>();
                  for (Object each : arguments == null ? new Object[0] : arguments) {
                    with.add(
                        each instanceof Carrier ? "odd" : each instanceof Throwable t ? t : each);
                  }
                  told.add(method.getName() + with);
                  return method.getReturnType() == long.class ? 7L : null;
                }));
  }

  @AfterEach
  void listenNoMore() {
    JdbcHooks.install(null);
  }

  private interface Body {
    void write(MethodVisitor to);
  }

  /** A class that says it is a statement, with one method. */
  private static byte[] statement(int version, String name, String descriptor, Body body) {
    ClassWriter to = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    to.visit(
        version,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT,
        NAME,
        null,
        "java/lang/Object",
        new String[] {"java/sql/PreparedStatement"});
    MethodVisitor init = to.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    init.visitCode();
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    init.visitInsn(Opcodes.RETURN);
    init.visitMaxs(0, 0);
    init.visitEnd();
    MethodVisitor method = to.visitMethod(Opcodes.ACC_PUBLIC, name, descriptor, null, null);
    method.visitCode();
    body.write(method);
    method.visitMaxs(0, 0);
    method.visitEnd();
    to.visitEnd();
    return to.toByteArray();
  }

  private static byte[] woven(Weaving weaving, String name, byte[] bytes, ClassLoader loader) {
    ClassFile type = new ClassFile(name, new ClassReader(bytes), loader, new HashMap<>());
    Weaving.Plan plan = weaving.plan(type);
    byte[] woven = plan == null ? null : Woven.bytes(type, plan, true);
    return woven == null ? bytes : woven;
  }

  /** Calls the method on an object of a concrete class below. */
  private static Object call(Loader loader, byte[] odd, String name, Object... arguments)
      throws Exception {
    ClassWriter below = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    below.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, "org/example/Below", null, NAME, null);
    MethodVisitor init = below.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    init.visitCode();
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitMethodInsn(Opcodes.INVOKESPECIAL, NAME, "<init>", "()V", false);
    init.visitInsn(Opcodes.RETURN);
    init.visitMaxs(0, 0);
    init.visitEnd();
    below.visitEnd();
    loader.classes.put("org.example.Below", below.toByteArray());
    loader.classes.put("org.example.Odd", odd);
    Class<?> type = loader.loadClass("org.example.Below");
    Object object = type.getDeclaredConstructor().newInstance();
    for (java.lang.reflect.Method method : type.getSuperclass().getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        try {
          return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
          throw (Exception) e.getCause();
        }
      }
    }
    throw new NoSuchMethodException(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {Opcodes.V1_4, Opcodes.V1_5, Opcodes.V1_8, Opcodes.V17})
  @DisplayName(
      "a method that leaves values on the stack and overwrites its parameters tells what it was"
          + " given and returns what it did, whatever the class file's version")
  void leftovers(int version) throws Exception {
    Loader loader = new Loader(true);
    byte[] bytes =
        statement(
            version,
            "executeUpdate",
            "(Ljava/lang/String;)I",
            to -> {
              to.visitLdcInsn(1.5);
              to.visitVarInsn(Opcodes.DSTORE, 0); // over this, and over the text
              to.visitLdcInsn("left");
              to.visitLdcInsn(5L);
              to.visitIntInsn(Opcodes.BIPUSH, 42);
              to.visitInsn(Opcodes.IRETURN);
            });
    byte[] woven = woven(new JdbcWeaving(List.of()), "org.example.Odd", bytes, loader);
    assertThat(woven).isNotEqualTo(bytes);
    assertThat(call(loader, woven, "executeUpdate", "update t")).isEqualTo(42);
    assertThat(told).containsExactly("enter[]", "ranText[odd, update t, 7, 42, null, null]");
  }

  @Test
  @DisplayName("a method that is a loop from its first instruction on keeps its frames")
  void loop() throws Exception {
    Loader loader = new Loader(true);
    byte[] bytes =
        statement(
            Opcodes.V17,
            "executeLargeUpdate",
            "(Ljava/lang/String;I)J",
            to -> {
              Label top = new Label();
              Label out = new Label();
              to.visitLabel(top);
              to.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
              to.visitVarInsn(Opcodes.ILOAD, 2);
              to.visitJumpInsn(Opcodes.IFLE, out);
              to.visitIincInsn(2, -1);
              to.visitJumpInsn(Opcodes.GOTO, top);
              to.visitLabel(out);
              to.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
              to.visitVarInsn(Opcodes.ILOAD, 2);
              to.visitInsn(Opcodes.I2L);
              to.visitInsn(Opcodes.LRETURN);
            });
    byte[] woven = woven(new JdbcWeaving(List.of()), "org.example.Odd", bytes, loader);
    assertThat(call(loader, woven, "executeLargeUpdate", "insert", 3)).isEqualTo(0L);
    assertThat(told).containsExactly("enter[]", "ranText[odd, insert, 7, 0, null, null]");
  }

  @Test
  @DisplayName("what a method throws is told and thrown; a handler of its own sees it first")
  void thrown() throws Exception {
    byte[] bytes =
        statement(
            Opcodes.V17,
            "execute",
            "()Z",
            to -> {
              Label start = new Label();
              Label end = new Label();
              Label caught = new Label();
              to.visitTryCatchBlock(start, end, caught, "java/lang/ArithmeticException");
              to.visitLabel(start);
              to.visitInsn(Opcodes.ICONST_1);
              to.visitInsn(Opcodes.ICONST_0);
              to.visitInsn(Opcodes.IDIV);
              to.visitInsn(Opcodes.IRETURN);
              to.visitLabel(end);
              to.visitLabel(caught);
              to.visitFrame(
                  Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/ArithmeticException"});
              to.visitInsn(Opcodes.POP);
              to.visitInsn(Opcodes.ACONST_NULL);
              to.visitInsn(Opcodes.ATHROW);
            });
    Loader loader = new Loader(true);
    byte[] woven = woven(new JdbcWeaving(List.of()), "org.example.Odd", bytes, loader);
    assertThatThrownBy(() -> call(loader, woven, "execute"))
        .isInstanceOf(NullPointerException.class);
    assertThat(told).hasSize(2);
    assertThat(told.get(1)).startsWith("ran[odd, 7, -1, null, java.lang.NullPointerException");
  }

  @Test
  @DisplayName(
      "a loader that does not find the bridge runs the method as ever, and a handler of its own for"
          + " everything does not see our fault")
  void withoutBridge() throws Exception {
    Body body =
        to -> {
          Label start = new Label();
          Label end = new Label();
          Label caught = new Label();
          to.visitTryCatchBlock(start, end, caught, "java/lang/Throwable");
          to.visitLabel(start);
          to.visitIntInsn(Opcodes.BIPUSH, 42);
          to.visitInsn(Opcodes.IRETURN);
          to.visitLabel(end);
          to.visitLabel(caught);
          to.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Throwable"});
          to.visitInsn(Opcodes.POP);
          to.visitInsn(Opcodes.ICONST_M1);
          to.visitInsn(Opcodes.IRETURN);
        };
    byte[] bytes = statement(Opcodes.V17, "executeUpdate", "()I", body);
    Loader loader = new Loader(false);
    ClassFile type =
        new ClassFile("org.example.Odd", new ClassReader(bytes), loader, new HashMap<>());
    Weaving.Plan plan = new JdbcWeaving(List.of()).plan(type);
    assertThat(plan).isNotNull();
    byte[] woven = Woven.bytes(type, plan, false); // the field's interface is the bridge's
    assertThat(woven).isNotNull();
    assertThat(call(loader, woven, "executeUpdate")).isEqualTo(42);
  }

  @Test
  @DisplayName(
      "every class of three drivers, two pools and two servlet containers passes the verifier when"
          + " woven")
  void drivers() throws Exception {
    List<Weaving> weavings =
        List.of(new PoolWeaving(), new WebWeaving(), new TaskWeaving(), new JdbcWeaving(List.of()));
    int count = 0;
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (jar.matches(".*/(postgresql|sqlite-jdbc|h2|HikariCP|mybatis|tomcat-embed|jetty)[^/]*")) {
        count += verified(jar, weavings);
      }
    }
    assertThat(count).isGreaterThan(40);
  }

  private static int verified(String path, List<Weaving> weavings) throws IOException {
    Loader loader = new Loader(true);
    List<String> names = new ArrayList<>();
    try (JarFile jar = new JarFile(path)) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        String file = entry.getName();
        if (!file.endsWith(".class") || file.startsWith("META-INF") || file.contains("-info")) {
          continue;
        }
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        loader.classes.put(name, bytes);
        for (Weaving weaving : weavings) {
          if (weaving.wants(name) && (new ClassReader(bytes).getAccess() & 0x200) == 0) {
            byte[] woven = woven(weaving, name, bytes, loader);
            if (!Arrays.equals(woven, bytes)) {
              loader.classes.put(name, woven);
              names.add(name);
              break;
            }
          }
        }
      }
    }
    int linked = 0;
    for (String name : names) {
      try {
        linked += loader.loadClass(name).getDeclaredMethods().length > 0 ? 1 : 0; // links it
      } catch (NoClassDefFoundError | ClassNotFoundException optional) {
        // of a library that is not here
      }
    }
    return linked;
  }
}
