package dev.headroom.cli;

/** What went wrong, for people: the messages down the chain of causes, each once. */
final class Faults {

  private Faults() {}

  static String describe(Throwable fault) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String message =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : "\n  because: ").append(message);
      }
    }
    return text
        + (System.getenv("HEADROOM_DEBUG") == null ? "\n  (HEADROOM_DEBUG=1 shows where)" : "");
  }

  /** What is opened after an exit has closed all would be left behind. */
  static void endIf(boolean interrupted) {
    if (interrupted) {
      throw new IllegalStateException("interrupted");
    }
  }
}
