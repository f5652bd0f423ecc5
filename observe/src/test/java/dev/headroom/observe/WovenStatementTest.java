package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WovenStatementTest {

  private static WovenStatement statement() {
    return new WovenStatement(null, "select ?", false);
  }

  @Test
  @DisplayName("each of many places counts, and keeps its bind from one execution to the next")
  void places() {
    WovenStatement changed = statement();
    Set<Long> seen = new HashSet<>();
    for (int index = 1; index <= 300; index++) {
      changed.bind(index, index * 7L);
      assertThat(seen.add(changed.prepared().bindHash())).as("place %d", index).isTrue();
    }
    changed.bind(2, 1);
    assertThat(seen.add(changed.prepared().bindHash())).isTrue();
    changed.bind(2, 14);
    assertThat(seen.add(changed.prepared().bindHash())).as("bound as before").isFalse();
  }

  @Test
  @DisplayName("binds in another order are the same, at other places others, and cleared ones gone")
  void order() {
    WovenStatement forward = statement();
    forward.bind(1, 5);
    forward.bind(4, 6);
    WovenStatement backward = statement();
    backward.bind(4, 6);
    backward.bind(1, 5);
    assertThat(forward.prepared().bindHash()).isEqualTo(backward.prepared().bindHash());
    WovenStatement other = statement();
    other.bind(4, 5);
    other.bind(1, 6);
    assertThat(forward.prepared().bindHash()).isNotEqualTo(other.prepared().bindHash());
    forward.clear();
    assertThat(forward.prepared().bindHash()).isEqualTo(statement().prepared().bindHash());
  }

  @Test
  @DisplayName("a batch has its size and a hash of all its binds, and is none afterwards")
  void batch() {
    WovenStatement one = statement();
    assertThat(one.hasBatch()).isFalse();
    one.bind(1, 5);
    one.batched(null);
    one.bind(1, 6);
    one.batched(null);
    assertThat(one.prepared().batch()).as("not yet sent").isZero();
    assertThat(one.hasBatch()).isTrue();
    long hash = one.asBatch().bindHash();
    assertThat(one.batch()).isEqualTo(2);
    one.clearBatch();
    assertThat(one.hasBatch()).isFalse();
    assertThat(one.prepared().batch()).isZero();
    one.batched(null);
    assertThat(one.asBatch().bindHash()).isNotEqualTo(hash);
  }
}
