package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.DisplayName;

class FingerprintFuzzTest {

  @FuzzTest
  @DisplayName("any text has a fingerprint, which is its own fingerprint")
  void idempotent(FuzzedDataProvider data) {
    String once = Fingerprint.of(data.consumeRemainingAsString());
    assertThat(Fingerprint.of(once)).isEqualTo(once);
  }
}
