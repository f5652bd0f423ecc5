package dev.headroom.spring;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Spring's own transaction handling over no resource, with a commit that can fail. */
final class NoDatabase extends AbstractPlatformTransactionManager {
  private static final long serialVersionUID = 1L;
  boolean commitFails;
  private transient ThreadLocal<Boolean> open = ThreadLocal.withInitial(() -> false);

  @Override
  protected Object doGetTransaction() {
    return new Object();
  }

  @Override
  protected boolean isExistingTransaction(Object transaction) {
    return open.get();
  }

  @Override
  protected void doBegin(Object transaction, TransactionDefinition definition) {
    open.set(true);
  }

  @Override
  protected Object doSuspend(Object transaction) {
    open.set(false);
    return transaction;
  }

  @Override
  protected void doResume(Object transaction, Object suspended) {
    open.set(true);
  }

  @Override
  protected void doCommit(DefaultTransactionStatus status) {
    if (commitFails) {
      throw new TransactionSystemException("the connection broke during commit");
    }
  }

  @Override
  protected void doRollback(DefaultTransactionStatus status) {}

  @Override
  protected void doCleanupAfterCompletion(Object transaction) {
    open.set(false);
  }
}
