package dev.headroom.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was still true when it was looked at again. */
final class Staleness {

  private final LongAdder shadowReads = new LongAdder();
  private final LongAdder watchedNanos = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final LongAdder[] staleByAge = new LongAdder[StalenessStats.AGES.size() + 1];

  Staleness() {
    for (int i = 0; i < staleByAge.length; i++) {
      staleByAge[i] = new LongAdder();
    }
  }

  /** A hit was loaded all the same. */
  void shadowRead(long ageNanos, boolean differed) {
    shadowReads.increment();
    if (differed) {
      int i = 0;
      while (i < StalenessStats.AGES.size() && ageNanos > StalenessStats.AGES.get(i).toNanos()) {
        i++;
      }
      staleByAge[i].increment();
    }
    watched(ageNanos, differed);
  }

  /** A value was loaded anew; nobody had invalidated it. */
  void watched(long ageNanos, boolean differed) {
    watchedNanos.add(Math.max(0, ageNanos));
    if (differed) {
      changes.increment();
    }
  }

  StalenessStats snapshot() {
    List<Long> byAge = new ArrayList<>();
    long stale = 0;
    for (LongAdder age : staleByAge) {
      byAge.add(age.sum());
      stale += age.sum();
    }
    return new StalenessStats(shadowReads.sum(), stale, byAge, watchedNanos.sum(), changes.sum());
  }
}
