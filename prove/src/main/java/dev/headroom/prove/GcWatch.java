package dev.headroom.prove;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The longest pause that this JVM's garbage collector made. */
final class GcWatch implements AutoCloseable {

  private final AtomicLong longestMillis = new AtomicLong();
  private final NotificationListener listener = this::told;

  GcWatch() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter && pauses(bean.getName())) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  /** What works beside the program stops nobody. */
  private static boolean pauses(String collector) {
    return !collector.contains("Concurrent") && !collector.contains("Cycles");
  }

  private void told(Notification notification, Object handback) {
    if (notification.getUserData() instanceof CompositeData data
        && notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      long millis = GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
      longestMillis.accumulateAndGet(millis, Math::max);
    }
  }

  long longestMillis() {
    return longestMillis.get();
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter && pauses(bean.getName())) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
          // then it is gone already
        }
      }
    }
  }
}
