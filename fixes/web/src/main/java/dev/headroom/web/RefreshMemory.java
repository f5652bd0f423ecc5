package dev.headroom.web;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sign-ins of this process. One lock: a refresh is rare and takes a microsecond. */
final class RefreshMemory implements RefreshStore {

  private final RefreshOptions options;

  /** The one that was refreshed longest ago is first. */
  private final Map<String, Family> families = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<String, Set<String>> bySubject = new LinkedHashMap<>();

  RefreshMemory(RefreshOptions options) {
    this.options = options;
  }

  private record Family(
      String subject,
      String hash,
      @Nullable String before,
      @Nullable String salt,
      long turnedMillis,
      long lastMillis,
      long endsMillis) {}

  @Override
  public synchronized void begin(String family, String subject, String hash, long nowMillis) {
    forgetEnded(nowMillis);
    long last = nowMillis + options.longest().toMillis();
    families.put(
        family, new Family(subject, hash, null, null, nowMillis, last, ends(nowMillis, last)));
    Set<String> all = bySubject.computeIfAbsent(subject, s -> new LinkedHashSet<>());
    all.add(family);
    if (all.size() > options.perSubject()) {
      end(
          all.stream()
              .filter(known -> hasEnded(known, nowMillis))
              .findFirst()
              .orElse(all.iterator().next()));
    }
    if (families.size() > options.mostInMemory()) {
      end(families.keySet().iterator().next());
    }
  }

  private boolean hasEnded(String family, long nowMillis) {
    Family known = families.get(family);
    return known == null || known.endsMillis() <= nowMillis;
  }

  private void forgetEnded(long nowMillis) {
    for (Iterator<Map.Entry<String, Family>> i = families.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<String, Family> eldest = i.next();
      if (eldest.getValue().endsMillis() > nowMillis) {
        return;
      }
      i.remove();
      forget(eldest.getValue().subject(), eldest.getKey());
    }
  }

  private void forget(String subject, String family) {
    Set<String> all = bySubject.get(subject);
    if (all != null && all.remove(family) && all.isEmpty()) {
      bySubject.remove(subject);
    }
  }

  private long ends(long nowMillis, long lastMillis) {
    return Math.min(nowMillis + options.idle().toMillis(), lastMillis);
  }

  @Override
  public synchronized Turn turn(
      String family, String hash, String nextHash, String salt, long nowMillis) {
    Family known = families.get(family);
    if (known == null) {
      return Turn.NOBODY;
    }
    if (known.endsMillis() <= nowMillis) {
      end(family);
      return Turn.NOBODY;
    }
    if (known.hash().equals(hash)) {
      long ends = ends(nowMillis, known.lastMillis());
      families.put(
          family,
          new Family(known.subject(), nextHash, hash, salt, nowMillis, known.lastMillis(), ends));
      Set<String> all = bySubject.get(known.subject());
      if (all != null && all.remove(family)) {
        all.add(family); // the last to be refreshed is the last to go
      }
      return new Turn(Turn.Kind.NEXT, known.subject(), salt, ends);
    }
    if (hash.equals(known.before())
        && nowMillis - known.turnedMillis() < options.grace().toMillis()) {
      return new Turn(Turn.Kind.AGAIN, known.subject(), known.salt(), known.endsMillis());
    }
    end(family);
    return new Turn(Turn.Kind.REUSED, known.subject(), null, 0);
  }

  @Override
  public synchronized void end(String family) {
    Family known = families.remove(family);
    if (known != null) {
      forget(known.subject(), family);
    }
  }

  @Override
  public synchronized void endAll(String subject) {
    Set<String> all = bySubject.remove(subject);
    if (all != null) {
      all.forEach(families::remove);
    }
  }

  /** How many sign-ins are known, and of how many subjects. */
  synchronized String size() {
    return families.size() + " of " + bySubject.size();
  }

  @Override
  public void close() {}
}
