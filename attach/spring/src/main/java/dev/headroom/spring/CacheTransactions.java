package dev.headroom.spring;

import dev.headroom.cache.CacheUnavailableException;
import dev.headroom.cache.Change;
import dev.headroom.cache.Invalidation;
import dev.headroom.cache.Surroundings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The cache under Spring's transactions. Invalidations wait for the transaction's end and run
 * unless it was rolled back, also when its outcome is unknown; one that was told to commit and is
 * then said to be rolled back counts as unknown, because JPA says so of a connection that was lost
 * in the commit. Until then this transaction does not read what it has invalidated. What a writing
 * transaction loads is never stored: others cannot see it yet; nor what is loaded under a snapshot
 * (REPEATABLE READ and above) or through a persistence context that already holds entities: it may
 * be older than the look-up.
 *
 * <p>Limits: a read-only transaction with the database's default isolation is taken for READ
 * COMMITTED, as PostgreSQL's is; where the default is a snapshot (MySQL), look up outside of
 * transactions. A crash between commit and invalidation leaves the old value to its time to live,
 * except in STRICT namespaces, which are fenced before the commit.
 */
final class CacheTransactions implements Surroundings {

  private static final Logger LOG = LoggerFactory.getLogger(CacheTransactions.class);

  private final boolean storeFromOpenSession;

  CacheTransactions(boolean storeFromOpenSession) {
    this.storeFromOpenSession = storeFromOpenSession;
  }

  @Override
  public boolean mayRead(String namespace, String key, Collection<String> tags) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      return true;
    }
    Pending pending = pending();
    return pending == null || !pending.concerns(namespace, key, tags);
  }

  @Override
  public boolean mayStore() {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      if (!TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
        return false;
      }
      Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
      if (isolation != null && isolation >= TransactionDefinition.ISOLATION_REPEATABLE_READ) {
        return false;
      }
    }
    return storeFromOpenSession || !CacheOpenSessions.holdEntities();
  }

  @Override
  public boolean defer(Invalidation what, Change change) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()
        || !TransactionSynchronizationManager.isSynchronizationActive()) {
      return false;
    }
    Pending pending = pending();
    if (pending == null) {
      pending = new Pending();
      TransactionSynchronizationManager.registerSynchronization(pending);
      TransactionSynchronizationManager.bindResource(this, pending);
    }
    if (pending.changes.putIfAbsent(change, what) == null && pending.committing) {
      change.beforeCommit(); // Another synchronization came to it just before the commit.
    }
    return true;
  }

  private @Nullable Pending pending() {
    return (Pending) TransactionSynchronizationManager.getResource(this);
  }

  /** What one transaction has invalidated; suspended and resumed with it. */
  private final class Pending implements TransactionSynchronization {

    private final Map<Change, Invalidation> changes = new LinkedHashMap<>();
    private boolean committing;

    boolean concerns(String namespace, String key, Collection<String> tags) {
      for (Invalidation what : changes.values()) {
        if (what.concerns(namespace, key, tags)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      committing = true;
      changes.keySet().forEach(Change::beforeCommit);
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResourceIfPossible(CacheTransactions.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(CacheTransactions.this, this);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(CacheTransactions.this);
      RuntimeException failed = null;
      for (Change change : changes.keySet()) {
        try {
          if (status == STATUS_ROLLED_BACK && !committing) {
            change.rolledBack();
          } else {
            change.committed();
          }
        } catch (CacheUnavailableException e) {
          // Committed it is: there is nobody left who could do anything about it.
          LOG.warn("after a transaction: {}", e.getMessage());
        } catch (RuntimeException e) {
          failed = failed == null ? e : failed; // The others have to go all the same.
        }
      }
      if (failed != null) {
        throw failed;
      }
    }
  }
}
