package dev.headroom.agent;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A class that is being woven. It is read twice: first for which methods are wanted and how many
 * variables and returns they have, then copied, where methods that nobody wants are copied as they
 * are.
 */
final class Woven extends ClassVisitor {

  static final int API = Opcodes.ASM9;

  private static final String FIELD = "headroom$state";
  private static final String CARRIER = "dev/headroom/bridge/Carrier";
  private static final String OBJECT = "Ljava/lang/Object;";

  /** A method that is woven. */
  static final class Target {
    final Method method;
    final Advice advice;
    int locals;
    int returns;

    Target(Method method, Advice advice) {
      this.method = method;
      this.advice = advice;
    }
  }

  private final Map<String, Target> targets;
  private final boolean carrier;
  private boolean frames;
  private String name = "";

  private Woven(ClassVisitor to, Map<String, Target> targets, boolean carrier) {
    super(API, to);
    this.targets = targets;
    this.carrier = carrier;
  }

  /**
   * The new class file; null if there was nothing to weave.
   *
   * @param fields whether fields may be added
   */
  static byte @Nullable [] bytes(ClassFile type, Weaving.Plan plan, boolean fields) {
    ClassReader reader = type.reader();
    Map<String, Target> targets = new HashMap<>();
    reader.accept(
        new Finder(type, plan, targets), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    boolean carrier = fields && plan.carrier();
    if (targets.isEmpty() && !carrier) {
      return null;
    }
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Woven(writer, targets, carrier), ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private static final class Finder extends ClassVisitor {
    private final ClassFile type;
    private final Weaving.Plan plan;
    private final Map<String, Target> targets;

    Finder(ClassFile type, Weaving.Plan plan, Map<String, Target> targets) {
      super(API);
      this.type = type;
      this.plan = plan;
      this.targets = targets;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
        return null;
      }
      Method method = new Method(type, access, name, descriptor);
      Advice advice = plan.advice(method);
      if (advice == null) {
        return null;
      }
      Target target = new Target(method, advice);
      targets.put(name + descriptor, target);
      return new MethodVisitor(API) {
        @Override
        public void visitInsn(int opcode) {
          if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            target.returns++;
          }
        }

        @Override
        public void visitMaxs(int stack, int locals) {
          target.locals = locals;
        }
      };
    }
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String parent,
      String @Nullable [] interfaces) {
    this.name = name;
    this.frames = (version & 0xffff) >= Opcodes.V1_6;
    String[] all = interfaces;
    if (carrier) {
      int count = interfaces == null ? 0 : interfaces.length;
      all = new String[count + 1];
      if (interfaces != null) {
        System.arraycopy(interfaces, 0, all, 0, count);
      }
      all[count] = CARRIER;
    }
    super.visit(
        version,
        access,
        name,
        carrier && signature != null ? signature + "L" + CARRIER + ";" : signature,
        parent,
        all);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
    Target target = targets.get(name + descriptor);
    return target == null ? to : new Inlined(to, this.name, target, frames);
  }

  @Override
  public void visitEnd() {
    if (carrier) {
      int hidden = Opcodes.ACC_SYNTHETIC;
      FieldVisitor field =
          super.visitField(
              Opcodes.ACC_PRIVATE | Opcodes.ACC_TRANSIENT | hidden, FIELD, OBJECT, null, null);
      field.visitEnd();
      MethodVisitor get =
          super.visitMethod(Opcodes.ACC_PUBLIC | hidden, FIELD, "()" + OBJECT, null, null);
      get.visitCode();
      get.visitVarInsn(Opcodes.ALOAD, 0);
      get.visitFieldInsn(Opcodes.GETFIELD, name, FIELD, OBJECT);
      get.visitInsn(Opcodes.ARETURN);
      get.visitMaxs(1, 1);
      get.visitEnd();
      MethodVisitor set =
          super.visitMethod(Opcodes.ACC_PUBLIC | hidden, FIELD, "(" + OBJECT + ")V", null, null);
      set.visitCode();
      set.visitVarInsn(Opcodes.ALOAD, 0);
      set.visitVarInsn(Opcodes.ALOAD, 1);
      set.visitFieldInsn(Opcodes.PUTFIELD, name, FIELD, OBJECT);
      set.visitInsn(Opcodes.RETURN);
      set.visitMaxs(2, 2);
      set.visitEnd();
    }
    super.visitEnd();
  }
}
