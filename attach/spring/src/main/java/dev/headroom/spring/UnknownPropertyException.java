package dev.headroom.spring;

/** A key under {@code headroom.} that nobody reads. */
final class UnknownPropertyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String origin;

  UnknownPropertyException(String message, String origin) {
    super(message);
    this.origin = origin;
  }

  /** Where it was written, or empty. */
  String origin() {
    return origin;
  }
}
