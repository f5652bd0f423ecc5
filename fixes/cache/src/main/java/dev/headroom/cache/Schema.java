package dev.headroom.cache;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import tools.jackson.databind.JavaType;

/**
 * A fingerprint of a type's shape, fields and their types all the way down to the JDK's. Two
 * releases whose shapes differ do not read each other's values, so a rolling deployment is safe.
 */
final class Schema {

  private Schema() {}

  static int fingerprint(JavaType type) {
    StringBuilder shape = new StringBuilder();
    describe(type, shape, new HashSet<>());
    CRC32 crc = new CRC32();
    crc.update(shape.toString().getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  private static void describe(JavaType type, StringBuilder shape, Set<String> seen) {
    shape.append(type.toCanonical());
    if (!seen.add(type.toCanonical())) {
      return;
    }
    for (int i = 0; i < type.containedTypeCount(); i++) {
      describe(type.containedType(i), shape.append('<'), seen);
    }
    if (type.isArrayType()) {
      describe(type.getContentType(), shape.append('['), seen);
    }
    Class<?> raw = type.getRawClass();
    if (raw.isEnum()) {
      shape.append(Arrays.toString(raw.getEnumConstants()));
      return;
    }
    for (Class<?> c = raw; c != null && !isOfTheJdk(c); c = c.getSuperclass()) {
      Field[] fields = c.getDeclaredFields();
      Arrays.sort(fields, Comparator.comparing(Field::getName));
      for (Field field : fields) {
        if (!Modifier.isStatic(field.getModifiers())) {
          shape.append(';').append(field.getName()).append(':');
          describe(
              Packer.MAPPER.getTypeFactory().constructType(field.getGenericType()), shape, seen);
        }
      }
    }
  }

  private static boolean isOfTheJdk(Class<?> c) {
    return c.isPrimitive() || c.isArray() || c.getName().startsWith("java");
  }
}
