package dev.headroom.spring;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters of rollups: how they stand, at most 10 seconds old, and what this instance did. */
final class RollupMeters implements MeterBinder {

  private final RollupView view;

  RollupMeters(RollupView view) {
    this.view = view;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Rollup rollup : view.rollups().declared()) {
      bind(registry, rollup.name());
    }
    FunctionCounter.builder("headroom.rollup.begin.faults", view, RollupView::beginFaults)
        .description("how often installing at the start failed")
        .register(registry);
  }

  private void bind(MeterRegistry registry, String name) {
    gauge(registry, name, "pending", "marks of changes that wait", one -> (double) one.pending());
    gauge(registry, name, "behind", "seconds the oldest waits", RollupView.One::behindSeconds);
    gauge(registry, name, "progress", "of filling, 0 to 1", RollupView.One::progress);
    String reads = "questions by what answered them";
    count(registry, name, "reads", reads, RollupStats::fromRollup, "rollup");
    count(registry, name, "reads", reads, RollupStats::fromRollupAndRows, "rollup and rows");
    count(registry, name, "reads", reads, RollupStats::fromRows, "rows");
    count(registry, name, "marks", "marks worked off", RollupStats::marks, "");
    count(registry, name, "faults", "what failed", RollupStats::faults, "");
    FunctionTimer.builder(
            "headroom.rollup.steps",
            view,
            v -> v.rollups().stats(name).steps(),
            v -> (double) v.rollups().stats(name).stepNanos(),
            TimeUnit.NANOSECONDS)
        .tag("rollup", name)
        .description("steps of refreshes, and their time")
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String meter,
      String description,
      ToDoubleFunction<RollupView.One> of) {
    Gauge.builder(
            "headroom.rollup." + meter,
            view,
            v ->
                v.look().rollups().stream()
                    .filter(one -> one.rollup().equals(name))
                    .mapToDouble(of)
                    .sum())
        .tag("rollup", name)
        .description(description)
        .register(registry);
  }

  private void count(
      MeterRegistry registry,
      String name,
      String meter,
      String description,
      ToLongFunction<RollupStats> of,
      String source) {
    FunctionCounter.Builder<RollupView> builder =
        FunctionCounter.builder(
                "headroom.rollup." + meter,
                view,
                v -> (double) of.applyAsLong(v.rollups().stats(name)))
            .tag("rollup", name)
            .description(description);
    (source.isEmpty() ? builder : builder.tag("source", source)).register(registry);
  }
}
