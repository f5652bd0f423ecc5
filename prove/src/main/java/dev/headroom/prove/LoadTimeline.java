package dev.headroom.prove;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a load's intervals: as points of the timeline, as blocks, and as histograms in a log that
 * other tools read (HdrHistogram's interval log, microseconds, a tag for each group). Not for the
 * generator's thread.
 */
final class LoadTimeline implements AutoCloseable {

  private final double blockSeconds;
  private final double planSeconds;
  private final Set<String> unmeasured;
  private final List<LoadReport.Point> points = new ArrayList<>();
  private final List<LoadReport.Block> blocks = new ArrayList<>();
  private final Map<String, Histogram> block = new LinkedHashMap<>();
  private double blockStart = -1;
  private double blockLength;
  private final @Nullable PrintStream file;
  private final @Nullable HistogramLogWriter log;
  private final long startMillis;

  /**
   * A timeline.
   *
   * @param plan decides the length of blocks: a twentieth of what is measured, at least 1 s
   * @param log where histograms go, or null
   * @param startMillis wall clock of the start, for the log
   */
  LoadTimeline(LoadPlan plan, @Nullable Path log, long startMillis) throws IOException {
    double measured =
        plan.phases().stream()
            .filter(LoadPlan.Phase::measured)
            .mapToDouble(LoadPlan.Phase::seconds)
            .sum();
    this.planSeconds = plan.phases().stream().mapToDouble(LoadPlan.Phase::seconds).sum();
    this.blockSeconds = Math.max(1, measured / 20);
    this.unmeasured =
        plan.phases().stream()
            .filter(phase -> !phase.measured())
            .map(LoadPlan.Phase::name)
            .collect(java.util.stream.Collectors.toSet());
    this.startMillis = startMillis;
    if (log == null) {
      this.file = null;
      this.log = null;
    } else {
      this.file =
          new PrintStream(
              Files.newOutputStream(log), false, java.nio.charset.StandardCharsets.UTF_8);
      this.log = new HistogramLogWriter(file);
      this.log.outputComment("[headroom load: response times in microseconds, a tag a group]");
      this.log.outputLogFormatVersion();
      this.log.outputStartTime(startMillis);
      this.log.setBaseTime(startMillis);
      this.log.outputLegend();
    }
  }

  void add(Interval interval) {
    Histogram all = interval.all();
    points.add(
        new LoadReport.Point(
            interval.start(),
            interval.seconds(),
            interval.phase(),
            interval.ended() / interval.seconds(),
            interval.failed(),
            interval.waiting(),
            LoadFigures.millis(all, 50, 10),
            LoadFigures.millis(all, 95, 100),
            LoadFigures.millis(all, 99, 500),
            all.getTotalCount() == 0 ? -1 : all.getMaxValue() / 1e3));
    if (log != null) {
      interval
          .response()
          .forEach(
              (group, seen) -> {
                seen.setTag(group.replaceAll("[, \\s]", "_"));
                seen.setStartTimeStamp(startMillis + (long) (interval.start() * 1000));
                seen.setEndTimeStamp(
                    startMillis + (long) ((interval.start() + interval.seconds()) * 1000));
                log.outputIntervalHistogram(seen);
              });
    }
    // What is answered after the last arrival are stragglers alone.
    if (!unmeasured.contains(interval.phase()) && interval.start() < planSeconds) {
      if (blockStart < 0) {
        blockStart = interval.start();
      }
      interval
          .response()
          .forEach(
              (group, seen) ->
                  block.computeIfAbsent(group, name -> GroupResult.histogram()).add(seen));
      blockLength += interval.seconds();
      if (blockLength >= blockSeconds * 0.95) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    Map<String, LoadReport.BlockGroup> groups = new LinkedHashMap<>();
    Histogram all = GroupResult.histogram();
    block.values().forEach(all::add);
    groups.put("*", LoadFigures.block(all));
    block.forEach((name, seen) -> groups.put(name, LoadFigures.block(seen)));
    blocks.add(new LoadReport.Block(blockStart, blockLength, groups));
    block.clear();
    blockStart = -1;
    blockLength = 0;
  }

  List<LoadReport.Point> points() {
    return List.copyOf(points);
  }

  /** Whole blocks; what is left at the end is too short to be compared. */
  List<LoadReport.Block> blocks() {
    return List.copyOf(blocks);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
