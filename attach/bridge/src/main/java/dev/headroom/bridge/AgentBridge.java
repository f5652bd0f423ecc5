package dev.headroom.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What an agent in this JVM offers to a library in the same JVM, such as the Spring starter.
 *
 * <p>With an agent, this class comes from the bootstrap loader and {@link #observing} is true: the
 * library then observes nothing itself, tells its cache look-ups here and takes findings from here.
 * Without one, the library's own copy answers: {@link #observing} is false, reports are lost and
 * {@link #json} throws. A library that may be deployed where a class loader asks its own jars first
 * (a web archive) takes the bootstrap loader's copy if there is one: it leaves this jar out of its
 * archive and asks {@code Class.forName("dev.headroom.bridge.AgentBridge", false, null)} before it
 * touches the class.
 *
 * <p>Nothing here throws but {@link #json}, and nothing blocks for longer than a snapshot.
 * Thread-safe.
 */
public final class AgentBridge {

  private static volatile @Nullable Agent agent;

  private AgentBridge() {}

  /**
   * Whether an agent observes this JVM: requests, statements, connections, profiles.
   *
   * @return false without an agent, or with one that is switched off or could not start
   */
  public static boolean observing() {
    return agent != null;
  }

  /**
   * Where the agent's page is.
   *
   * @return for example {@code http://127.0.0.1:40123/}; empty without an agent or a page
   */
  public static String address() {
    Agent now = agent;
    return now == null ? "" : now.address();
  }

  /**
   * What the agent has seen, as it serves it on its page.
   *
   * @param what {@code observations} (the record {@code Observations} as JSON), {@code findings}
   *     ({@code {"version":1,"findings":[...]}}), {@code profiles} ({@code
   *     {"version":1,"profiles":[...]}}) or {@code workload} ({@code {"version":1,"statements":
   *     [...]}} with SQL texts and sampled binds)
   * @return JSON
   * @throws IllegalArgumentException for another word; the message names the known ones
   * @throws IllegalStateException without an agent, or for {@code workload} where samples are not
   *     allowed; the message names the option
   */
  public static String json(String what) {
    Agent now = agent;
    if (now == null) {
      throw new IllegalStateException("no agent observes this JVM: ask observing() first");
    }
    return now.json(what);
  }

  /**
   * Tells a cache look-up of this thread's request.
   *
   * @param nanos time of the look-up without its load, in nanoseconds
   * @param hit whether the cache answered
   */
  public static void cacheLookup(long nanos, boolean hit) {
    Agent now = agent;
    if (now != null) {
      now.cacheLookup(nanos, hit);
    }
  }

  /**
   * Gives this thread's request its route template, where the library knows it better than the
   * agent can.
   *
   * @param route for example {@code /orders/{id}}
   */
  public static void route(String route) {
    Agent now = agent;
    if (now != null) {
      now.route(route);
    }
  }

  /** Begins a new window. */
  public static void reset() {
    Agent now = agent;
    if (now != null) {
      now.reset();
    }
  }

  /**
   * For the agent alone.
   *
   * @param observer who answers from now on; null for nobody
   */
  public static void install(@Nullable Agent observer) {
    agent = observer;
  }

  /** The agent behind this class. Implementations throw as the static methods say. */
  public interface Agent {

    /**
     * Where the page is.
     *
     * @return empty without one
     */
    String address();

    /**
     * What was seen.
     *
     * @param what as in {@link AgentBridge#json}
     * @return JSON
     */
    String json(String what);

    /**
     * A cache look-up.
     *
     * @param nanos its time
     * @param hit whether it was answered
     */
    void cacheLookup(long nanos, boolean hit);

    /**
     * The route of this thread's request.
     *
     * @param route the template
     */
    void route(String route);

    /** Begins a new window. */
    void reset();
  }
}
