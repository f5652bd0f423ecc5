package dev.headroom.prove;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One stretch of load under one arm: the unit of every comparison. Blocks of one round replay the
 * same seeded schedule of the same requests, in random order of arms.
 *
 * @param round 0-based; one block of each arm per round
 * @param arm name of the arm, for example {@code as-found}
 * @param seconds measured length, without the part dropped after the switch
 * @param groups by the scenario's group
 * @param work what it cost
 * @param invalid why this block must not be believed (generator late, machine stolen, ...), or
 *     empty
 */
public record Block(
    int round, String arm, double seconds, Map<String, Group> groups, Work work, String invalid) {

  /**
   * What one group of the scenario saw.
   *
   * @param response from the intended time to the last byte, in microseconds
   * @param service from the write to the last byte, in microseconds
   * @param errors by category, for example {@code http-500}, {@code time-out}, {@code connect}
   */
  public record Group(Histogram response, Histogram service, Map<String, Long> errors) {}

  /**
   * Work done for the block's requests. What is not known is -1.
   *
   * @param requests requests that ended
   * @param serviceCpuNanos CPU of the service's process
   * @param databaseCpuNanos CPU of PostgreSQL's processes
   * @param redisCpuNanos CPU of Redis
   * @param statements statements executed
   * @param databaseNanos time in statements
   * @param poolWaitNanos time waiting for a connection
   * @param cacheNanos time in cache look-ups
   * @param totalNanos time in requests, as the service saw it
   * @param cacheHits look-ups answered by the cache
   * @param cacheMisses look-ups that loaded
   * @param allocatedBytes bytes allocated by request threads
   * @param sentBytes bodies of answers, as the service sent them
   */
  public record Work(
      long requests,
      long serviceCpuNanos,
      long databaseCpuNanos,
      long redisCpuNanos,
      long statements,
      long databaseNanos,
      long poolWaitNanos,
      long cacheNanos,
      long totalNanos,
      long cacheHits,
      long cacheMisses,
      long allocatedBytes,
      long sentBytes) {}
}
