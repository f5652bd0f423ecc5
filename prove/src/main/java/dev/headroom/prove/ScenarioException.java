package dev.headroom.prove;

/** A scenario that cannot be run against this service: says which step or account, and why. */
public final class ScenarioException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  ScenarioException(String message) {
    super(message);
  }
}
