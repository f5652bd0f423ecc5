package dev.headroom.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FixesTest {

  private final Fixes fixes = new Fixes(List.of(fix("menu-cache"), fix("orders-joined")));

  @Test
  @DisplayName("a request keeps the flags that it began with, whatever is switched meanwhile")
  void requestIsStable() {
    fixes.switchTo(Set.of("menu-cache"));
    try (Fixes.Entered request = fixes.enter()) {
      fixes.switchTo(Set.of("orders-joined"));
      assertThat(fixes.isOn("menu-cache")).isTrue();
      assertThat(fixes.isOn("orders-joined")).isFalse();
    }
    assertThat(fixes.isOn("menu-cache")).isFalse();
    assertThat(fixes.on()).containsExactly("orders-joined");
  }

  @Test
  @DisplayName("a request that began with everything off stays so, though its bit set is empty")
  void emptySetIsASetting() {
    try (Fixes.Entered request = fixes.enter()) {
      fixes.switchTo(Set.of("menu-cache"));
      assertThat(fixes.isOn("menu-cache")).isFalse();
    }
  }

  @Test
  @DisplayName("flags are carried to another thread and leave nothing behind there")
  void carriedToAnotherThread() throws Exception {
    fixes.switchTo(Set.of("menu-cache"));
    long flags;
    try (Fixes.Entered request = fixes.enter()) {
      flags = fixes.flags();
    }
    fixes.switchTo(Set.of());
    List<Boolean> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread worker =
        new Thread(
            () -> {
              try (Fixes.Entered carried = fixes.enter(flags)) {
                seen.add(fixes.isOn("menu-cache"));
              }
              seen.add(fixes.isOn("menu-cache"));
              done.countDown();
            });
    worker.start();
    done.await();
    assertThat(seen).containsExactly(true, false);
  }

  @Test
  @DisplayName("a nested entry restores the outer request's flags")
  void nested() {
    try (Fixes.Entered outer = fixes.enter()) {
      fixes.switchTo(Set.of("menu-cache"));
      try (Fixes.Entered inner = fixes.enter()) {
        assertThat(fixes.isOn("menu-cache")).isTrue();
      }
      assertThat(fixes.isOn("menu-cache")).isFalse();
    }
  }

  @Test
  @DisplayName("an unknown fix is refused with the nearest name, and nothing is switched")
  void unknownIsRefused() {
    fixes.switchTo(Set.of("orders-joined"));
    assertThatThrownBy(() -> fixes.switchTo(Set.of("menu-cache", "order-joined")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("order-joined")
        .hasMessageContaining("did you mean orders-joined");
    assertThat(fixes.on()).containsExactly("orders-joined");
  }

  @Test
  @DisplayName("what the process has for as long as it runs stays as it is, whatever is switched")
  void held() {
    Fixes board = new Fixes(List.of(fix("pool"), fix("sqlite"), fix("joined")));
    board.hold("pool", true);
    board.hold("sqlite", false);
    assertThat(board.switchTo(Set.of("joined")))
        .isEqualTo(new Fixes.Switched(Set.of("pool"), Set.of("pool", "joined")));
    assertThat(board.isOn("pool")).isTrue();
    assertThatThrownBy(() -> board.switchTo(Set.of("sqlite")))
        .hasMessageContaining("'sqlite' cannot be switched on while the process runs");
    assertThat(board.on()).containsExactly("pool", "joined");
    board.switchTo(Set.of());
    assertThat(board.on()).containsExactly("pool");
  }

  @Test
  @DisplayName("two fixes of one name, and more than 62, are refused")
  void declarations() {
    assertThatThrownBy(() -> new Fixes(List.of(fix("a"), fix("a")))).hasMessageContaining("'a'");
    List<Fix> many = new ArrayList<>();
    for (int i = 0; i < 63; i++) {
      many.add(fix("f" + i));
    }
    assertThatThrownBy(() -> new Fixes(many)).hasMessageContaining("62");
    assertThatThrownBy(() -> fix("Menu Cache")).hasMessageContaining("menu-cache");
  }

  @Test
  @DisplayName("the last of 62 fixes works like the first")
  void sixtyTwo() {
    List<Fix> many = new ArrayList<>();
    for (int i = 0; i < 62; i++) {
      many.add(fix("f" + i));
    }
    Fixes board = new Fixes(many);
    board.switchTo(Set.of("f61"));
    assertThat(board.on()).containsExactly("f61");
    assertThat(board.isOn("f61")).isTrue();
    assertThat(board.isOn("f60")).isFalse();
  }

  private static Fix fix(String id) {
    return new Fix(id, Scope.REQUEST, id, false, List.of());
  }
}
