package dev.headroom.prove;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one arm did over the valid rounds.
 *
 * @param name for example {@code as-found}
 * @param title for people, for example {@code As found}
 * @param fixes ids of the fixes that are on
 * @param blocks valid blocks
 * @param capacityPerSecond requests a second at which it is full
 * @param hitRate share of cache look-ups that the cache answered
 * @param work per request
 * @param time where a request's time goes, as the service saw it
 * @param groups one per group, and {@code *} first
 * @param oneUser what a single user waits, per group
 */
public record ReportArm(
    String name,
    String title,
    List<String> fixes,
    int blocks,
    double capacityPerSecond,
    double hitRate,
    Work work,
    Time time,
    List<Group> groups,
    List<OneUser> oneUser) {

  /** Copies the lists. */
  public ReportArm {
    fixes = List.copyOf(fixes);
    groups = List.copyOf(groups);
    oneUser = List.copyOf(oneUser);
  }

  /** The figures of a group, or of {@code *}. */
  public Optional<Group> group(String name) {
    return groups.stream().filter(group -> group.name().equals(name)).findFirst();
  }

  /**
   * A mean over blocks.
   *
   * @param value total over total; -1 if not known
   * @param low lower end of the 95 % interval over blocks; -1 with fewer than two
   * @param high upper end
   */
  public record Figure(double value, double low, double high) {

    /** What is not known. */
    static final Figure UNKNOWN = new Figure(-1, -1, -1);
  }

  /**
   * What a request costs.
   *
   * @param cpuMs CPU of all parts that are known
   * @param serviceCpuMs CPU of the service
   * @param databaseCpuMs CPU of PostgreSQL
   * @param redisCpuMs CPU of Redis
   * @param statements statements executed
   * @param allocatedBytes bytes allocated by request threads
   * @param sentBytes bodies of answers, as the service sent them
   */
  public record Work(
      Figure cpuMs,
      Figure serviceCpuMs,
      Figure databaseCpuMs,
      Figure redisCpuMs,
      Figure statements,
      Figure allocatedBytes,
      Figure sentBytes) {}

  /**
   * Where a request's time goes; the parts sum to the total.
   *
   * @param totalMs whole time in the service
   * @param databaseMs in statements
   * @param cacheMs in cache look-ups
   * @param poolMs waiting for a connection
   * @param ownMs the rest
   */
  public record Time(
      double totalMs, double databaseMs, double cacheMs, double poolMs, double ownMs) {}

  /**
   * Response times of a group, from the intended time to the last byte.
   *
   * @param name the scenario's group, or {@code *}
   * @param count requests that ended
   * @param errors by category
   * @param meanMs mean
   * @param p50Ms median; -1 below 20 samples
   * @param p95Ms 95th percentile; -1 below 200 samples
   * @param p99Ms 99th percentile; -1 below 1,000 samples
   * @param maxMs longest
   * @param curve the distribution, as far as the samples carry it
   */
  public record Group(
      String name,
      long count,
      Map<String, Long> errors,
      double meanMs,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double maxMs,
      List<Point> curve) {

    /** Copies. */
    public Group {
      errors = new TreeMap<>(errors);
      curve = List.copyOf(curve);
    }

    /** Requests that failed. */
    long failed() {
      return errors.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * A point of a distribution.
   *
   * @param percentile between 0 and 100
   * @param ms response time at it
   */
  public record Point(double percentile, double ms) {}

  /**
   * What a single user waits: requests one after the other, nothing else running.
   *
   * @param group the scenario's group
   * @param count requests
   * @param meanMs mean
   * @param p50Ms median
   * @param p95Ms 95th percentile; -1 below 200 samples
   */
  public record OneUser(String group, long count, double meanMs, double p50Ms, double p95Ms) {}
}
