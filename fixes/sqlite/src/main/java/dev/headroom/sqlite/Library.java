package dev.headroom.sqlite;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells the application's own code from libraries. */
final class Library {

  private static final String OWN = Library.class.getPackageName() + '.';

  private static final List<String> PREFIXES =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "jakarta.",
          "com.sun.",
          "com.zaxxer.",
          "org.sqlite.",
          "org.springframework.",
          "org.hibernate.",
          "org.flywaydb.",
          "org.jooq.",
          "org.apache.",
          "dev.headroom.observe.",
          "dev.headroom.spring.");

  private Library() {}

  /** Where a thread is, as a line of the application's own code. */
  static Optional<String> line(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .filter(frame -> !is(frame.getClassName()))
        .findFirst()
        .map(StackTraceElement::toString);
  }

  private static boolean is(String className) {
    return (className.startsWith(OWN) && !className.endsWith("Test"))
        || className.contains("$$")
        || className.startsWith("$")
        || PREFIXES.stream().anyMatch(className::startsWith);
  }
}
