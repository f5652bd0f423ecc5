package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Thresholds")
class ThresholdsTest {

  @Test
  @DisplayName("have the defaults that their documentation states")
  void defaults() {
    assertThat(Thresholds.DEFAULTS)
        .hasToString(
            "Thresholds[slow=PT0.1S, slowShare=0.1, nPlusOneMinimum=5, distinctShare=0.8,"
                + " provedDistinctShare=0.5, flow=0.8, slopeLow=0.8, slopeHigh=1.2, equalShare=0.3,"
                + " cacheMinimum=50, cacheReuse=3.0, cacheHitHigh=0.8, cacheHitLow=0.5,"
                + " staleShare=0.05, highShare=0.005, lowShare=1.0E-4]");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @DisplayName("are refused where no observation could meet them, naming option and alternative")
  @CsvSource({
    "slowShare,1.5,a share in 0..1",
    "nPlusOneMinimum,4,5 or more",
    "distinctShare,-0.1,a share in 0..1",
    "provedDistinctShare,NaN,a share in 0..1",
    "flow,2,a share in 0..1",
    "slopeLow,1.3,at most slopeHigh",
    "slopeHigh,0.1,at most slopeHigh",
    "equalShare,7,a share in 0..1",
    "cacheMinimum,0,1 or more",
    "cacheReuse,0.5,1 or more",
    "cacheHitHigh,1.01,a share in 0..1",
    "cacheHitLow,0.9,at most cacheHitHigh",
    "staleShare,-1,a share in 0..1",
    "highShare,80,a share in 0..1",
    "lowShare,0.5,at most highShare"
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
    assertThat(Thresholds.DEFAULTS.withSlow(Duration.ofMillis(500)).slow())
        .isEqualTo(Duration.ofMillis(500));
    assertThatThrownBy(() -> Thresholds.DEFAULTS.withSlow(Duration.ZERO))
        .hasMessage("threshold slow was 0 ms; write a time above 0, such as 100 ms");
  }

  @Test
  @DisplayName("take another minimum of executions for windows of seconds")
  void cacheMinimum() {
    assertThat(Thresholds.DEFAULTS.withCacheMinimum(20).cacheMinimum()).isEqualTo(20);
  }

  private static Thresholds with(String option, double value) throws Throwable {
    RecordComponent[] components = Thresholds.class.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components[i].getAccessor().invoke(Thresholds.DEFAULTS);
      if (components[i].getName().equals(option)) {
        values[i] = components[i].getType() == int.class ? (Object) (int) value : (Object) value;
      }
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<Thresholds> constructor = Thresholds.class.getDeclaredConstructor(types);
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw refused.getCause();
    }
  }
}
