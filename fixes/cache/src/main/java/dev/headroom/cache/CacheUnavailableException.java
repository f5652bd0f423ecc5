package dev.headroom.cache;

/**
 * What was asked needs the other nodes, and they cannot be reached now. What could be done here was
 * done: the invalidation holds in this process and is told to the others when Redis is back.
 */
public final class CacheUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CacheUnavailableException(String message) {
    super(message);
  }
}
