package dev.headroom.cache;

/**
 * A change of data that makes cached values wrong, from before its commit to after its end. Call
 * {@link #beforeCommit} and then one of the other two. A process that dies in between leaves a
 * fence that ends by itself after {@link CacheOptions#transactionTimeout}: until then values are
 * loaded and not stored, afterwards what is loaded is what was committed. Two changes that
 * invalidate the same are equal; one of them is enough.
 *
 * <p>Only STRICT namespaces fence; in others {@link #beforeCommit} does nothing, and a process that
 * dies between commit and {@link #committed} leaves the old value to its time to live. A fence that
 * Redis does not take is counted in {@link NamespaceStats#unfenced}; the commit goes on.
 */
public interface Change {

  /** Fences what will change: from now until the end it is loaded and not stored, on all nodes. */
  void beforeCommit();

  /** Invalidates and lifts the fence. For a commit, and for an outcome that is not known. */
  void committed();

  /** Lifts the fence: nothing has changed. */
  void rolledBack();
}
