package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.DisplayName;

class FingerprintFuzzTest {

  @FuzzTest
  @DisplayName("any text has a fingerprint, which is its own fingerprint")
  void idempotent(FuzzedDataProvider data) {
    Dialect dialect = data.pickValue(Dialect.values());
    String once = Fingerprint.of(data.consumeRemainingAsString(), dialect);
    assertThat(Fingerprint.of(once, dialect)).isEqualTo(once);
  }
}
