package dev.headroom.agent;

import dev.headroom.agent.Advice.Call;
import dev.headroom.agent.Advice.From;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes an {@link Advice} into a method.
 *
 * <pre>
 *   keep = this, arguments                 what the exit wants: the method may overwrite them
 *   try { entered = enter(...) } catch (Throwable dropped) { }
 *   try {
 *     ... return x  becomes  { result = x; try { exit(...) } catch (Throwable dropped) { } return result }
 *   } catch (Throwable thrown) {
 *     try { exit(...) } catch (Throwable dropped) { }
 *     throw thrown
 *   }
 * </pre>
 *
 * <p>What the agent's calls throw, were it that a loader does not find the bridge, never reaches
 * the application. The verifier wants to know the variables at each place that is jumped to: the
 * method's own are left alone, ours lie behind them and are set before its first instruction, so
 * its frames become longer by ours, and our handlers know ours and nothing of its own. No jump of
 * ours merges with the method's code: a compiler may leave values on the stack at a return, and a
 * handler clears it.
 */
final class Inlined extends MethodVisitor {

  private static final String THROWABLE = "java/lang/Throwable";

  /** A call's arguments at most, and what lies below. */
  private static final int STACK = 12;

  private final String type;
  private final Method method;
  private final Advice advice;
  private final boolean frames;
  private final int locals;
  private final Type result;
  private final Type[] arguments;
  private final int[] slots;

  /** The types of our variables that are set all through the method, and where each is. */
  private final List<Type> own = new ArrayList<>();

  private final Map<From, Integer> kept = new EnumMap<>(From.class);
  private int next;
  private int entered = -1;

  private final Label[] exitStarts;
  private final Label[] exitEnds;
  private final Label exitFailed = new Label();
  private final Label lastStart = new Label();
  private final Label lastEnd = new Label();
  private final Label lastFailed = new Label();
  private final Label bodyStart = new Label();
  private final Label bodyEnd = new Label();
  private final Label bodyFailed = new Label();
  private int returned;

  Inlined(MethodVisitor to, String type, Woven.Target target, boolean frames) {
    super(Woven.API, to);
    this.type = type;
    this.method = target.method;
    this.advice = target.advice;
    this.frames = frames;
    this.locals = target.locals;
    this.result = Type.getReturnType(method.descriptor());
    this.arguments = Type.getArgumentTypes(method.descriptor());
    this.slots = new int[arguments.length];
    int slot = method.isStatic() ? 0 : 1;
    for (int i = 0; i < arguments.length; i++) {
      slots[i] = slot;
      slot += arguments[i].getSize();
    }
    this.next = locals;
    this.exitStarts = labels(target.returns);
    this.exitEnds = labels(target.returns);
  }

  private static Label[] labels(int count) {
    Label[] labels = new Label[count];
    for (int i = 0; i < count; i++) {
      labels[i] = new Label();
    }
    return labels;
  }

  private int variable(Type of) {
    int slot = next;
    own.add(of);
    next += of.getSize();
    return slot;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    Label enterStart = new Label();
    Label enterEnd = new Label();
    Label enterFailed = new Label();
    Call enter = advice.enter();
    Call exit = advice.exit();
    // Before the method's own handlers, which would otherwise see what our calls throw.
    if (enter != null) {
      super.visitTryCatchBlock(enterStart, enterEnd, enterFailed, THROWABLE);
    }
    if (exit != null) {
      for (int i = 0; i < exitStarts.length; i++) {
        super.visitTryCatchBlock(exitStarts[i], exitEnds[i], exitFailed, THROWABLE);
      }
      if (advice.thrown()) {
        super.visitTryCatchBlock(lastStart, lastEnd, lastFailed, THROWABLE);
      }
      keep(exit);
    }
    if (enter != null) {
      Type gives = Type.getReturnType(enter.descriptor());
      if (exit != null) {
        entered = variable(gives);
        zero(gives);
        super.visitVarInsn(gives.getOpcode(Opcodes.ISTORE), entered);
      }
      super.visitLabel(enterStart);
      call(enter, false, false);
      int to = advice.exchanged() < 0 ? entered : slots[advice.exchanged()];
      super.visitVarInsn(gives.getOpcode(Opcodes.ISTORE), to);
      super.visitLabel(enterEnd);
      Label after = new Label();
      super.visitJumpInsn(Opcodes.GOTO, after);
      super.visitLabel(enterFailed);
      frame(atStart(), THROWABLE);
      super.visitInsn(Opcodes.POP);
      super.visitLabel(after);
      frame(atStart(), null);
      // The method's first frame may follow: two cannot be in one place.
      super.visitInsn(Opcodes.NOP);
    }
    super.visitLabel(bodyStart);
  }

  private void keep(Call exit) {
    for (From from : exit.from()) {
      if (kept.containsKey(from)) {
        continue;
      }
      if (from == From.THIS && !method.isConstructor()) {
        kept.put(from, variable(Type.getObjectType(type)));
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitVarInsn(Opcodes.ASTORE, next - 1);
      } else if (from.argument >= 0) {
        Type argument = arguments[from.argument];
        int slot = variable(argument);
        kept.put(from, slot);
        super.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slots[from.argument]);
        super.visitVarInsn(argument.getOpcode(Opcodes.ISTORE), slot);
      }
    }
  }

  @Override
  public void visitInsn(int opcode) {
    Call exit = advice.exit();
    if (exit == null || opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
      super.visitInsn(opcode);
      return;
    }
    if (opcode != Opcodes.RETURN) {
      super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), next);
    }
    super.visitLabel(exitStarts[returned]);
    call(exit, true, false);
    super.visitLabel(exitEnds[returned]);
    returned++;
    giveBack();
  }

  private void giveBack() {
    if (result.getSort() != Type.VOID) {
      super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), next);
    }
    super.visitInsn(result.getOpcode(Opcodes.IRETURN));
  }

  @Override
  public void visitFrame(
      int kind, int count, Object @Nullable [] local, int depth, Object @Nullable [] stack) {
    if (!frames) {
      return;
    }
    List<Object> all = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < count; i++) {
      Object each = local == null ? Opcodes.TOP : local[i];
      all.add(each);
      size += each.equals(Opcodes.LONG) || each.equals(Opcodes.DOUBLE) ? 2 : 1;
    }
    fill(all, size);
    super.visitFrame(Opcodes.F_NEW, all.size(), all.toArray(), depth, stack);
  }

  @Override
  public void visitMaxs(int stack, int ignored) {
    super.visitLabel(bodyEnd);
    Call exit = advice.exit();
    if (exit != null && exitStarts.length > 0) {
      super.visitLabel(exitFailed);
      List<Object> seen = ours();
      if (result.getSort() != Type.VOID) {
        seen.add(verified(result));
      }
      frame(seen, THROWABLE);
      super.visitInsn(Opcodes.POP);
      giveBack();
    }
    if (exit != null && advice.thrown()) {
      super.visitLabel(bodyFailed);
      frame(ours(), THROWABLE);
      super.visitVarInsn(Opcodes.ASTORE, next);
      super.visitLabel(lastStart);
      call(exit, false, true);
      super.visitLabel(lastEnd);
      rethrow();
      super.visitLabel(lastFailed);
      List<Object> seen = ours();
      seen.add(THROWABLE);
      frame(seen, THROWABLE);
      super.visitInsn(Opcodes.POP);
      rethrow();
      super.visitTryCatchBlock(bodyStart, bodyEnd, bodyFailed, THROWABLE);
    }
    super.visitMaxs(stack + STACK, next + 2);
  }

  private void rethrow() {
    super.visitVarInsn(Opcodes.ALOAD, next);
    super.visitInsn(Opcodes.ATHROW);
  }

  private void call(Call call, boolean returns, boolean throwing) {
    Type[] wanted = Type.getArgumentTypes(call.descriptor());
    if (advice.field() != null) {
      super.visitVarInsn(Opcodes.ALOAD, 0);
    }
    for (int i = 0; i < wanted.length; i++) {
      From from = call.from().get(i);
      switch (from) {
        case THIS -> super.visitVarInsn(Opcodes.ALOAD, kept.getOrDefault(from, 0));
        case FIRST, SECOND, THIRD, FOURTH -> {
          Type argument = arguments[from.argument];
          super.visitVarInsn(
              argument.getOpcode(Opcodes.ILOAD), kept.getOrDefault(from, slots[from.argument]));
          convert(argument, wanted[i], call);
        }
        case ENTERED -> super.visitVarInsn(wanted[i].getOpcode(Opcodes.ILOAD), entered);
        case RETURNED -> {
          if (returns) {
            super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), next);
            convert(result, wanted[i], call);
          } else {
            zero(wanted[i]);
          }
        }
        case THROWN -> {
          if (throwing) {
            super.visitVarInsn(Opcodes.ALOAD, next);
          } else {
            super.visitInsn(Opcodes.ACONST_NULL);
          }
        }
        case FIELD -> {
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, type, advice.field(), wanted[i].getDescriptor());
        }
        case NULL -> super.visitInsn(Opcodes.ACONST_NULL);
        case FALSE -> super.visitInsn(Opcodes.ICONST_0);
        case TRUE -> super.visitInsn(Opcodes.ICONST_1);
        case MINUS_ONE -> super.visitLdcInsn(-1L);
      }
    }
    super.visitMethodInsn(
        Opcodes.INVOKESTATIC, call.owner(), call.name(), call.descriptor(), false);
    if (advice.field() != null) {
      super.visitFieldInsn(
          Opcodes.PUTFIELD,
          type,
          advice.field(),
          Type.getReturnType(call.descriptor()).getDescriptor());
    }
  }

  private void convert(Type from, Type to, Call call) {
    boolean object = from.getSort() >= Type.ARRAY;
    if (to.getSort() == Type.LONG && from.getSort() != Type.LONG) {
      super.visitInsn(Opcodes.I2L);
    } else if (to.getSort() >= Type.ARRAY && !object) {
      if (call.boxed().isEmpty()) {
        String box = box(from);
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, box, "valueOf", "(" + from + ")L" + box + ";", false);
      } else {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, call.boxed(), "of", "(" + from + ")Ljava/lang/Object;", false);
      }
    }
  }

  private static String box(Type of) {
    return switch (of.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.FLOAT -> "java/lang/Float";
      case Type.LONG -> "java/lang/Long";
      default -> "java/lang/Double";
    };
  }

  private void zero(Type of) {
    super.visitInsn(
        switch (of.getSort()) {
          case Type.LONG -> Opcodes.LCONST_0;
          case Type.FLOAT -> Opcodes.FCONST_0;
          case Type.DOUBLE -> Opcodes.DCONST_0;
          case Type.ARRAY, Type.OBJECT -> Opcodes.ACONST_NULL;
          default -> Opcodes.ICONST_0;
        });
  }

  private void frame(List<Object> variables, @Nullable String stack) {
    if (frames) {
      Object[] depth = stack == null ? new Object[0] : new Object[] {stack};
      super.visitFrame(Opcodes.F_NEW, variables.size(), variables.toArray(), depth.length, depth);
    }
  }

  /** The variables before the method's first instruction. */
  private List<Object> atStart() {
    List<Object> all = new ArrayList<>();
    int size = 0;
    if (!method.isStatic()) {
      all.add(type);
      size++;
    }
    for (Type argument : arguments) {
      all.add(verified(argument));
      size += argument.getSize();
    }
    fill(all, size);
    return all;
  }

  /** The variables where nothing is known of the method's own. */
  private List<Object> ours() {
    List<Object> all = new ArrayList<>();
    if (method.isConstructor()) {
      all.add(type); // its super constructor has returned: calls come before returns alone
    }
    fill(all, all.size());
    return all;
  }

  private void fill(List<Object> all, int size) {
    all.addAll(Collections.nCopies(locals - size, Opcodes.TOP));
    for (Type each : own) {
      all.add(verified(each));
    }
  }

  private static Object verified(Type of) {
    return switch (of.getSort()) {
      case Type.LONG -> Opcodes.LONG;
      case Type.FLOAT -> Opcodes.FLOAT;
      case Type.DOUBLE -> Opcodes.DOUBLE;
      case Type.ARRAY, Type.OBJECT -> of.getInternalName();
      default -> Opcodes.INTEGER;
    };
  }
}
