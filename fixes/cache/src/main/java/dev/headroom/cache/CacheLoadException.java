package dev.headroom.cache;

/**
 * A loader threw a checked exception, which is the cause; unchecked ones are passed as they are.
 */
public final class CacheLoadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CacheLoadException(String what, Throwable cause) {
    super("the loader of " + what + " failed: " + cause, cause);
  }
}
