package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One part of a large value is changed in place. */
class PatchTest extends TwoNodes {

  record Item(long version, String name) {}

  record Menu(long version, Map<String, Item> items) {

    static Menu of(String... items) {
      Map<String, Item> all = new TreeMap<>();
      for (String item : items) {
        all.put(item, new Item(1, item));
      }
      return new Menu(1, all);
    }

    Menu with(String key, Item item) {
      Map<String, Item> all = new TreeMap<>(items);
      all.put(key, item);
      return new Menu(version, all);
    }
  }

  private Namespace<Menu> hereMenus;
  private Namespace<Menu> thereMenus;

  @BeforeEach
  void menus() {
    hereMenus = one.namespace("small", Menu.class);
    thereMenus = two.namespace("small", Menu.class);
  }

  private static ToLongFunction<Menu> versionOf(String item) {
    return menu -> menu.items().containsKey(item) ? menu.items().get(item).version() : -1;
  }

  private static UnaryOperator<Menu> naming(String item, long version, String name) {
    return menu -> menu.with(item, new Item(version, name));
  }

  private static boolean patch(Namespace<Menu> menus, String item, long version, String name) {
    return menus.patch("7", version, versionOf(item), naming(item, version, name));
  }

  private static Menu never() {
    throw new AssertionError("nothing is to be loaded");
  }

  @Test
  @DisplayName("P2: one item is changed and the rest stays cached, on both nodes, without a load")
  void onePart() {
    hereMenus.get("7", List.of("t"), () -> Menu.of("soup", "tea"));
    thereMenus.get("7", List.of("t"), PatchTest::never);
    assertThat(patch(hereMenus, "soup", 2, "broth")).isTrue();
    assertThat(hereMenus.get("7", List.of("t"), PatchTest::never).items().get("soup").name())
        .isEqualTo("broth");
    Await.until(
        () ->
            thereMenus
                .get("7", List.of("t"), PatchTest::never)
                .items()
                .get("soup")
                .name()
                .equals("broth"));
    assertThat(hereMenus.stats().patches()).isEqualTo(1);
    hereMenus.invalidateTag("t");
    assertThat(hereMenus.get("7", List.of("t"), () -> Menu.of("tea")).items()).hasSize(1);
  }

  @Test
  @DisplayName("patches in the wrong order come to the same: the newest version of a part stays")
  void commute() {
    hereMenus.get("7", () -> Menu.of("soup"));
    assertThat(patch(hereMenus, "soup", 3, "third")).isTrue();
    assertThat(patch(thereMenus, "soup", 2, "second")).isTrue();
    assertThat(thereMenus.get("7", PatchTest::never).items().get("soup"))
        .isEqualTo(new Item(3, "third"));
  }

  @Test
  @DisplayName("a patch of what was invalidated meanwhile fails, and nothing is put there")
  void invalidatedMeanwhile() {
    hereMenus.get("7", List.of("t"), () -> Menu.of("soup"));
    assertThat(
            hereMenus.patch(
                "7",
                2,
                versionOf("soup"),
                menu -> {
                  thereMenus.invalidate("7");
                  return menu.with("soup", new Item(2, "too late"));
                }))
        .isFalse();
    assertThat(thereMenus.get("7", List.of("t"), () -> Menu.of("new")).items())
        .containsOnlyKeys("new");
    assertThat(
            hereMenus.patch(
                "7",
                2,
                versionOf("new"),
                menu -> {
                  thereMenus.invalidateTag("t");
                  return menu.with("new", new Item(2, "too late"));
                }))
        .isFalse();
    assertThat(hereMenus.get("7", List.of("t"), () -> Menu.of("newer")).items())
        .containsOnlyKeys("newer");
    assertThat(patch(hereMenus, "absent", 2, "x")).isTrue();
    assertThat(hereMenus.patch("8", 1, menu -> 0, menu -> menu)).isFalse();
  }

  @Test
  @DisplayName("R4: a load that read before the patch does not come in after it")
  void loadInFlight() throws Exception {
    CountDownLatch hasRead = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    FutureTask<Menu> slow =
        new FutureTask<>(
            () ->
                hereMenus.get(
                    "7",
                    () -> {
                      hasRead.countDown();
                      mayReturn.await();
                      return Menu.of("soup");
                    }));
    new Thread(slow, "slow loader").start();
    hasRead.await();
    assertThat(patch(thereMenus, "soup", 2, "broth")).isFalse();
    mayReturn.countDown();
    slow.get();
    Menu committed = Menu.of("soup").with("soup", new Item(2, "broth"));
    assertThat(thereMenus.get("7", () -> committed)).isEqualTo(committed);
    assertThat(hereMenus.get("7", () -> committed)).isEqualTo(committed);
  }

  @Test
  @DisplayName("patches of different parts by both nodes at once are all in the value")
  void concurrent() throws Exception {
    hereMenus.get("7", () -> Menu.of("a", "b"));
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      Namespace<Menu> menus = i == 0 ? hereMenus : thereMenus;
      String item = i == 0 ? "a" : "b";
      threads[i] =
          new Thread(
              () -> {
                for (long version = 2; version <= 30; version++) {
                  patch(menus, item, version, item + version);
                }
              },
              "patching " + item);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Menu menu = hereMenus.get("7", () -> Menu.of());
    if (!menu.items().isEmpty()) { // One that had to give up invalidated instead.
      assertThat(menu.items().get("a").version()).isEqualTo(30);
      assertThat(menu.items().get("b").version()).isEqualTo(30);
    }
    assertThat(hereMenus.stats().patches() + thereMenus.stats().patches()).isGreaterThan(30);
  }

  @Test
  @DisplayName("put if newer: replaces an older value, leaves a newer one, fills no empty place")
  void putIfNewer() {
    Menu second = new Menu(2, Map.of());
    Menu third = new Menu(3, Map.of());
    assertThat(hereMenus.putIfNewer("7", List.of(), third, Menu::version)).isFalse();
    hereMenus.get("7", () -> new Menu(1, Map.of()));
    assertThat(hereMenus.putIfNewer("7", List.of("t"), third, Menu::version)).isTrue();
    assertThat(thereMenus.putIfNewer("7", List.of("t"), second, Menu::version)).isTrue();
    assertThat(thereMenus.get("7", PatchTest::never)).isEqualTo(third);
    hereMenus.invalidateTag("t");
    assertThat(hereMenus.get("7", () -> second)).isEqualTo(second);
  }

  @Test
  @DisplayName("without Redis the same holds in the process")
  void withoutRedis() {
    CacheOptions options =
        CacheOptions.of(null, Map.of("menus", NamespaceOptions.ofTtl(Duration.ofHours(1))));
    try (HeadroomCache cache = HeadroomCache.open(options)) {
      Namespace<Menu> menus = cache.namespace("menus", Menu.class);
      assertThat(patch(menus, "soup", 2, "broth")).isFalse();
      menus.get("7", List.of("t"), () -> Menu.of("soup"));
      assertThat(patch(menus, "soup", 3, "third")).isTrue();
      assertThat(patch(menus, "soup", 2, "second")).isTrue();
      assertThat(menus.get("7", List.of("t"), PatchTest::never).items().get("soup").name())
          .isEqualTo("third");
      menus.invalidateTag("t");
      assertThat(patch(menus, "soup", 4, "fourth")).isFalse();
    }
  }
}
