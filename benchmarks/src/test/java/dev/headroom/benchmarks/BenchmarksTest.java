package dev.headroom.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.example.nothing.Nothing;
import org.example.nothing.NothingHttp.NothingRequest;
import org.example.nothing.NothingHttp.NothingResponse;
import org.example.nothing.NothingJdbc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchmarksTest {

  @ParameterizedTest
  @EnumSource(Way.class)
  @DisplayName("Every way of observing lets the five statements of a request through")
  void everyWay(Way way) throws Exception {
    FiveStatements servlet = new FiveStatements(Wrapping.of(way, NothingJdbc.dataSource()), 5);
    NothingRequest request = NothingRequest.create();
    NothingResponse response = Nothing.of(NothingResponse.class);
    for (int i = 0; i < 3; i++) {
      request.reset();
      servlet.serve(request, response);
    }

    assertThat(servlet.sum).isEqualTo(14 * 15 / 2); // the keys 0 to 14, each its row's value
  }

  @Test
  @DisplayName("Quantiles lie between the two nearest values")
  void quantiles() {
    assertThat(Table.median(4, 1, 3, 2)).isEqualTo(2.5);
    assertThat(Table.quantile(0.25, 1, 2, 3, 4, 5)).isEqualTo(2);
    assertThat(Table.quantile(0.9, 0, 10)).isCloseTo(9, within(1e-9));
    assertThat(Table.median()).isNaN();
  }
}
