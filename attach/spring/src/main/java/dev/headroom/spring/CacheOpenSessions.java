package dev.headroom.spring;

import java.lang.reflect.Method;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Whether this thread has an open JPA persistence context that already holds entities, as "open
 * session in view" and transactions do: what it answers may be older than the question. By names,
 * since neither JPA nor Hibernate need be there; a context that cannot be asked counts as holding.
 */
final class CacheOpenSessions {

  private static final String HOLDER = "org.springframework.orm.jpa.EntityManagerHolder";

  private CacheOpenSessions() {}

  static boolean holdEntities() {
    for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
      if (isHolder(resource.getClass()) && holdsEntities(resource)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHolder(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.getName().equals(HOLDER)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsEntities(Object holder) {
    try {
      Object manager = call(holder, holder.getClass(), "getEntityManager");
      ClassLoader loader = holder.getClass().getClassLoader();
      Class<?> session = Class.forName("org.hibernate.Session", false, loader);
      Object statistics = call(manager, session, "getStatistics");
      Class<?> type = Class.forName("org.hibernate.stat.SessionStatistics", false, loader);
      return !Integer.valueOf(0).equals(call(statistics, type, "getEntityCount"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return true;
    }
  }

  private static Object call(Object target, Class<?> type, String name)
      throws ReflectiveOperationException {
    Method method = type.getMethod(name);
    return method.invoke(target);
  }
}
