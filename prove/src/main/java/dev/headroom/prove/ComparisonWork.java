package dev.headroom.prove;

import dev.headroom.prove.Comparison.Basis;
import dev.headroom.prove.Comparison.Measured;
import dev.headroom.prove.Comparison.NotCompared;
import dev.headroom.stats.PairedVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a request costs, whoever waits for it. */
enum ComparisonWork {
  CPU("cpu-per-request", "ms", 1e6),
  SERVICE_CPU("service-cpu-per-request", "ms", 1e6),
  DATABASE_CPU("database-cpu-per-request", "ms", 1e6),
  REDIS_CPU("redis-cpu-per-request", "ms", 1e6),
  STATEMENTS("statements-per-request", "statements", 1),
  ALLOCATED("allocated-per-request", "B", 1),
  SENT("sent-per-request", "B", 1);

  private static final List<ComparisonWork> PARTS = List.of(SERVICE_CPU, DATABASE_CPU, REDIS_CPU);

  final String measure;
  final String unit;
  private final double perUnit;

  ComparisonWork(String measure, String unit, double perUnit) {
    this.measure = measure;
    this.unit = unit;
    this.perUnit = perUnit;
  }

  /** Whether every block knows it; CPU as a whole is what every block knows of it. */
  boolean known(List<Block> blocks) {
    if (this == CPU) {
      return PARTS.stream().anyMatch(part -> part.known(blocks));
    }
    return !blocks.isEmpty()
        && blocks.stream().allMatch(b -> b.work().requests() > 0 && raw(b.work()) >= 0);
  }

  /** In units, over the block; {@code among} decides which parts of the CPU count. */
  double total(Block block, List<Block> among) {
    if (this == CPU) {
      return PARTS.stream()
          .filter(part -> part.known(among))
          .mapToDouble(part -> part.total(block, among))
          .sum();
    }
    return raw(block.work()) / perUnit;
  }

  private long raw(Block.Work work) {
    return switch (this) {
      case CPU -> throw new IllegalStateException("the whole CPU is the sum of its parts");
      case SERVICE_CPU -> work.serviceCpuNanos();
      case DATABASE_CPU -> work.databaseCpuNanos();
      case REDIS_CPU -> work.redisCpuNanos();
      case STATEMENTS -> work.statements();
      case ALLOCATED -> work.allocatedBytes();
      case SENT -> work.sentBytes();
    };
  }

  /** One value a block; with a zero among counted statements, half a statement is added to each. */
  double[] perRequest(List<Block> blocks, List<Block> among) {
    boolean zero = among.stream().anyMatch(block -> total(block, among) == 0);
    double more = zero && this == STATEMENTS ? 0.5 : 0;
    return blocks.stream()
        .mapToDouble(block -> (total(block, among) + more) / block.work().requests())
        .toArray();
  }

  /** Over all blocks together. */
  double mean(List<Block> blocks, List<Block> among) {
    double sum = blocks.stream().mapToDouble(block -> total(block, among)).sum();
    return sum / blocks.stream().mapToLong(block -> block.work().requests()).sum();
  }

  static List<Measured> of(ComparisonRounds rounds, List<NotCompared> missing) {
    List<Block> among = Stream.concat(rounds.before().stream(), rounds.after().stream()).toList();
    List<Measured> result = new ArrayList<>();
    for (ComparisonWork work : values()) {
      if (!work.known(among)) {
        missing.add(new NotCompared("*", work.measure, work.unknown(among)));
        continue;
      }
      double[] before = work.perRequest(rounds.before(), among);
      double[] after = work.perRequest(rounds.after(), among);
      if (!positive(before) || !positive(after)) {
        missing.add(
            new NotCompared(
                "*", work.measure, "zero in at least one block; a ratio needs values above 0"));
        continue;
      }
      result.add(
          new Measured(
              "*",
              work.measure,
              work.mean(rounds.before(), among),
              work.mean(rounds.after(), among),
              work.unit,
              Basis.PAIRED,
              new PairedVerdict().judge(before, after)));
    }
    return result;
  }

  /** Why a part is not known. */
  private String unknown(List<Block> blocks) {
    boolean never =
        this == DATABASE_CPU
            && SERVICE_CPU.known(blocks)
            && blocks.stream().noneMatch(b -> raw(b.work()) >= 0);
    return never
        ? "no process of a database was measured: what works within the service, as SQLite does, is"
            + " in the service's CPU"
        : "not known in every valid block";
  }

  private static boolean positive(double[] values) {
    for (double value : values) {
      if (!(value > 0)) {
        return false;
      }
    }
    return true;
  }
}
