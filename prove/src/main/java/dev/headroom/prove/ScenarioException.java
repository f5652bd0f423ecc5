package dev.headroom.prove;

/** A scenario that cannot be run: says where in the file, what is wrong, what to write instead. */
public final class ScenarioException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  ScenarioException(String message) {
    super(message);
  }
}
