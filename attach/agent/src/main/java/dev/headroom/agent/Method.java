package dev.headroom.agent;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A method that may be woven.
 *
 * @param owner the class that declares it
 */
record Method(ClassFile owner, int access, String name, String descriptor) {

  boolean isPublic() {
    return (access & Opcodes.ACC_PUBLIC) != 0;
  }

  boolean isStatic() {
    return (access & Opcodes.ACC_STATIC) != 0;
  }

  boolean isConstructor() {
    return name.equals("<init>");
  }

  int arguments() {
    return Type.getArgumentCount(descriptor);
  }

  /** Whether its parameters are exactly these. */
  boolean takes(String parameters) {
    return descriptor.startsWith(parameters, 1)
        && descriptor.charAt(parameters.length() + 1) == ')';
  }

  /** Whether its first parameters are these. */
  boolean begins(String parameters) {
    return descriptor.startsWith(parameters, 1);
  }

  boolean returns(String type) {
    return descriptor.endsWith(type)
        && descriptor.charAt(descriptor.length() - type.length() - 1) == ')';
  }

  /**
   * Whether it returns a class or one of its subtypes: a driver may return its own, and the
   * interface's method is then a bridge that calls it.
   */
  boolean returnsA(String type) {
    int from = descriptor.indexOf(')') + 1;
    return descriptor.charAt(from) == 'L'
        && owner.isA(descriptor.substring(from + 1, descriptor.length() - 1), type);
  }
}
