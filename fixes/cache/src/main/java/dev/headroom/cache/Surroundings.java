package dev.headroom.cache;

import java.util.Collection;

/**
 * What the calling thread is in the middle of, such as a database transaction. It decides whether a
 * look-up may use and fill the cache, and when an invalidation takes effect.
 */
public interface Surroundings {

  /** Nothing: look-ups use the cache, invalidations take effect at once. */
  Surroundings NONE =
      new Surroundings() {
        @Override
        public boolean mayRead(String namespace, String key, Collection<String> tags) {
          return true;
        }

        @Override
        public boolean mayStore() {
          return true;
        }

        @Override
        public boolean defer(Invalidation what, Change change) {
          return false;
        }
      };

  /**
   * Whether a look-up may be answered by the cache; asked at every look-up, so it has to be fast.
   *
   * @param namespace the namespace
   * @param key the key
   * @param tags the tags
   * @return false when this thread has changed what the cache would answer: it loads, and nothing
   *     is stored
   */
  boolean mayRead(String namespace, String key, Collection<String> tags);

  /**
   * Whether a value loaded now may be stored; asked at every miss.
   *
   * @return false when what the loader sees may differ from what has been committed, such as inside
   *     a writing transaction or under a snapshot that is older than the look-up
   */
  boolean mayStore();

  /**
   * Takes an invalidation over, to be done once when its cause has become visible to others: calls
   * {@link Change#beforeCommit} shortly before the commit, and afterwards {@link Change#committed},
   * also when the outcome is not known, or {@link Change#rolledBack}.
   *
   * @param what what is invalidated
   * @param change does it
   * @return false when it is to be done at once, by the caller
   */
  boolean defer(Invalidation what, Change change);
}
