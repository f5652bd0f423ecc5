package dev.headroom.loop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The switchboard. A service declares its fixes once, at start; whoever serves a request calls
 * {@link #enter} once, which resolves all flags into one bit set; code asks {@link #isOn} as often
 * as it likes and gets the same answer for the whole request, whatever is switched meanwhile.
 * Outside a request {@code isOn} reads the current setting.
 *
 * <p>Thread-safe. {@code isOn} costs a map look-up and a thread-local read, no lock, no allocation.
 * At most 62 fixes.
 */
public final class Fixes {

  private static final long ENTERED = 1L << 63;

  private final List<Fix> known;
  private final Map<String, Long> bits = new HashMap<>();
  private final ThreadLocal<long[]> request = ThreadLocal.withInitial(() -> new long[1]);
  private volatile long current;
  private long held;

  /**
   * A switchboard with everything off.
   *
   * @param known the service's fixes
   * @throws IllegalArgumentException if two have the same id, or there are more than 62
   */
  public Fixes(Collection<Fix> known) {
    this.known = List.copyOf(known);
    if (this.known.size() > 62) {
      throw new IllegalArgumentException("at most 62 fixes, were " + this.known.size());
    }
    for (Fix fix : this.known) {
      if (bits.put(fix.id(), 1L << bits.size()) != null) {
        throw new IllegalArgumentException("two fixes are called '" + fix.id() + "'");
      }
    }
  }

  /**
   * The declared fixes, in the order of declaration.
   *
   * @return unmodifiable
   */
  public List<Fix> known() {
    return known;
  }

  /**
   * The ids that are switched on now, in the order of declaration.
   *
   * @return a new list
   */
  public List<String> on() {
    long now = current;
    List<String> on = new ArrayList<>();
    for (Fix fix : known) {
      if ((now & bit(fix.id())) != 0) {
        on.add(fix.id());
      }
    }
    return on;
  }

  /**
   * Says that this process has a fix, or has it not, for as long as it runs: switching leaves it as
   * it is.
   *
   * @param id a declared fix
   * @param on whether the process has it
   * @throws IllegalArgumentException if unknown
   */
  public synchronized void hold(String id, boolean on) {
    long bit = bit(id);
    held |= bit;
    current = on ? current | bit : current & ~bit;
  }

  /**
   * Switches exactly these on and all others off, for requests that begin from now on. What is
   * {@link #hold held} on stays on.
   *
   * @param ids ids of declared fixes
   * @return what was on, and what is on now
   * @throws IllegalArgumentException if one is unknown, when it names the nearest declared ids, or
   *     is held off; nothing is switched then
   */
  public synchronized Switched switchTo(Set<String> ids) {
    long next = current & held;
    for (String id : new TreeSet<>(ids)) {
      long bit = bit(id);
      if ((held & ~current & bit) != 0) {
        throw new IllegalArgumentException(
            "'"
                + id
                + "' cannot be switched on while the process runs: it has to be started with it");
      }
      next |= bit;
    }
    Set<String> before = Set.copyOf(on());
    current = next;
    return new Switched(before, Set.copyOf(on()));
  }

  /**
   * Whether a fix is on: for the request of this thread, or, outside a request, now.
   *
   * @param id a declared fix
   * @return true if on
   * @throws IllegalArgumentException if unknown
   */
  public boolean isOn(String id) {
    long mine = request.get()[0];
    return ((mine != 0 ? mine : current) & bit(id)) != 0;
  }

  /**
   * Begins a request on this thread: flags keep their present values until the result is closed.
   *
   * @return to be closed on the same thread; restores what was before
   */
  public Entered enter() {
    return enter(current);
  }

  /**
   * Carries a request's flags to another thread.
   *
   * @param flags what {@link #flags} returned on the request's thread
   * @return to be closed on the same thread; restores what was before
   */
  public Entered enter(long flags) {
    long[] slot = request.get();
    long before = slot[0];
    slot[0] = flags | ENTERED;
    return () -> slot[0] = before;
  }

  /**
   * The flags of this thread's request, or the current ones outside a request.
   *
   * @return a bit set for {@link #enter(long)}
   */
  public long flags() {
    long mine = request.get()[0];
    return mine != 0 ? mine : current;
  }

  private long bit(String id) {
    Long bit = bits.get(id);
    if (bit == null) {
      throw new IllegalArgumentException(Nearest.unknown("fix", id, bits.keySet()));
    }
    return bit;
  }

  /**
   * What a switch changed; fixes that are no flag (an index) are built and dropped by who hears of
   * it.
   *
   * @param before ids that were on
   * @param on ids that are on now
   */
  public record Switched(Set<String> before, Set<String> on) {}

  /** A request's stay on a thread. */
  @FunctionalInterface
  public interface Entered extends AutoCloseable {
    @Override
    void close();
  }
}
