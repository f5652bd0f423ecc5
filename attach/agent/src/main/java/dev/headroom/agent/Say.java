package dev.headroom.agent;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks on standard error: a logger would start the application's logging before the application
 * has set it up.
 */
final class Say {

  /** More faults are not told. */
  private static final int MOST = 5;

  private static final AtomicInteger TOLD = new AtomicInteger();

  private Say() {}

  @SuppressWarnings("SystemOut") // see the type's comment
  static void line(String text) {
    try {
      System.err.println("headroom: " + text);
    } catch (Throwable nobodyCanBeTold) {
      // Standard error is broken; the application goes on.
    }
  }

  /** Lines as they are. */
  @SuppressWarnings("SystemOut") // see the type's comment
  static void text(String lines) {
    try {
      System.err.print(lines);
      System.err.flush();
    } catch (Throwable nobodyCanBeTold) {
      // Standard error is broken; the application goes on.
    }
  }

  static void fault(Throwable fault) {
    if (TOLD.incrementAndGet() <= MOST) {
      StackTraceElement[] at = fault.getStackTrace();
      line(
          "a fault of the agent, the application goes on: "
              + fault
              + (at.length > 0 ? " at " + at[0] : ""));
    }
  }

  static void notWoven(String type, Throwable why) {
    if (TOLD.incrementAndGet() <= MOST) {
      line("not observed: " + type + ", because of " + why);
    }
  }
}
