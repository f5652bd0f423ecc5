package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Thresholds")
class ThresholdsTest {

  @Test
  @DisplayName("have the defaults that their documentation states, each under a key of its own")
  void defaults() {
    assertThat(Thresholds.DEFAULTS.options())
        .hasToString(
            "{aggregate-time=10ms, alert-average=500ms, alert-errors=0.01,"
                + " alert-hit-rate=0.5, alert-p95=500ms, alert-slow-statements=10, allocation-bytes=1000000, allocation-share=0.5,"
                + " blocked-share=0.05, cache-hit-high=0.8, cache-hit-low=0.5, cache-minimum=50,"
                + " cache-reuse=3, call-held=5ms, chatty-statements=20, cpu-full=0.85,"
                + " distinct-share=0.8, equal-share=0.3, flow=0.8, gc-share=0.05, heap-share=0.85,"
                + " held-share=0.5, high-share=0.005, large-share=0.1, limit-rows=1000,"
                + " long-transaction=1000ms, low-share=0.0001, n-plus-one-minimum=5,"
                + " own-share=0.6, own-time=10ms, pool-wait=2ms, pool-wait-share=0.1,"
                + " proved-distinct-share=0.5, scan-kept=0.05, scan-rows=10000, slope-high=1.2,"
                + " slope-low=0.8, slow=100ms, slow-share=0.1, stale-share=0.05,"
                + " traced-executions=5, unused-share=0.5}");
  }

  @Test
  @DisplayName("stand in docs/findings/README.md with their keys and defaults, and no others do")
  void documented() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "findings", "README.md"));
    String section = page.substring(page.indexOf("## Thresholds"), page.indexOf("## How right"));
    Thresholds.DEFAULTS
        .options()
        .forEach((key, value) -> assertThat(section).contains("| `" + key + "` | " + value + " |"));
    assertThat(section.lines().filter(line -> line.startsWith("| `")))
        .hasSize(Thresholds.DEFAULTS.options().size());
  }

  @Test
  @DisplayName("are read by every key, and what is written is read back")
  void everyKey() {
    for (String key : Thresholds.DEFAULTS.options().keySet()) {
      String other = other(key, Thresholds.DEFAULTS.options().get(key));
      Thresholds changed = Thresholds.of(Map.of(key, other));
      assertThat(changed).as(key).isNotEqualTo(Thresholds.DEFAULTS);
      assertThat(changed.options().get(key)).as(key).startsWith(other);
      assertThat(Thresholds.of(changed.options())).isEqualTo(changed);
    }
    assertThat(Thresholds.of(Map.of())).isEqualTo(Thresholds.DEFAULTS);
    assertThat(Thresholds.of(Map.of("slow", " 2 s ")).statements().slow())
        .isEqualTo(Duration.ofSeconds(2));
  }

  private static String other(String key, String value) {
    if (value.endsWith("ms")) {
      return "1234ms";
    }
    if (value.contains(".")) {
      return switch (key) {
        case "slope-low", "cache-hit-high" -> "0.9";
        case "slope-high" -> "1.5";
        case "cache-reuse" -> "4.0";
        case "low-share" -> "0.001";
        case "high-share" -> "0.25";
        default -> "0.3".equals(value) ? "0.25" : "0.3";
      };
    }
    return "77";
  }

  @ParameterizedTest(name = "{0} = {1}")
  @DisplayName("refuse an unknown key by the nearest one, and a value that cannot be meant")
  @CsvSource({
    "slwo,1s,did you mean slow",
    "n-plus-one-minium,5,did you mean n-plus-one-minimum",
    "nPlusOneMinimum,5,did you mean n-plus-one-minimum",
    "slow,100,'a time with its unit, such as 100ms or 2s'",
    "slow,fast,a time with its unit",
    "slow,999999999h,a time of at most 365 days",
    "slow-share,10 %,'a number, such as 0.5'",
    "chatty-statements,2.5,'a whole number, such as 20'",
    "scan-rows,0,threshold scan-rows was 0; write 1 or more",
    "cache-reuse,Infinity,1 or more",
    "own-share,,a number"
  })
  void refusesTexts(String key, String value, String message) {
    assertThatThrownBy(() -> Thresholds.of(Map.of(key, value == null ? "" : value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @DisplayName("are refused where no observation could meet them, naming option and alternative")
  @CsvSource({
    "slowShare,1.5,a share in 0..1",
    "nPlusOneMinimum,4,5 or more",
    "distinctShare,-0.1,a share in 0..1",
    "provedDistinctShare,NaN,a share in 0..1",
    "flow,2,a share in 0..1",
    "slopeLow,1.3,at most slope-high",
    "slopeHigh,0.1,at most slope-high",
    "slopeHigh,Infinity,100 or less",
    "equalShare,7,a share in 0..1",
    "cacheMinimum,0,1 or more",
    "cacheReuse,0.5,1 or more",
    "cacheHitHigh,1.01,a share in 0..1",
    "cacheHitLow,0.9,at most cache-hit-high",
    "staleShare,-1,a share in 0..1",
    "highShare,80,a share in 0..1",
    "lowShare,0.5,at most high-share"
  })
  void refused(String option, double value, String instead) {
    assertThatThrownBy(() -> with(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threshold ")
        .hasMessageContaining(instead);
  }

  @Test
  @DisplayName("take another slow threshold, above 0 only")
  void slow() {
    assertThat(Thresholds.DEFAULTS.withSlow(Duration.ofMillis(500)).statements().slow())
        .isEqualTo(Duration.ofMillis(500));
    assertThatThrownBy(() -> Thresholds.DEFAULTS.withSlow(Duration.ZERO))
        .hasMessage("threshold slow was 0 ms; write a time above 0, such as 100 ms");
  }

  @Test
  @DisplayName("take another minimum of executions for windows of seconds")
  void cacheMinimum() {
    assertThat(Thresholds.DEFAULTS.withCacheMinimum(20).caching().cacheMinimum()).isEqualTo(20);
  }

  private static Thresholds with(String option, double value) {
    String text = option.endsWith("Minimum") ? "" + (int) value : "" + value;
    return Thresholds.of(Map.of(ThresholdKeys.key(option), text));
  }
}
