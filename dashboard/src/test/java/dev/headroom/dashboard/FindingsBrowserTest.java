package dev.headroom.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.headroom.devbrowser.Accessibility;
import dev.headroom.devbrowser.DevBrowser;
import dev.headroom.loop.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a browser shows it. Screenshots go to {@code target/findings}. */
class FindingsBrowserTest {

  @TempDir static Path folder;
  private static DevBrowser browser;

  private final List<String> asked = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() throws Exception {
    browser = DevBrowser.start();
    write(
        "sample",
        FindingsPage.of("shop", Sample.observations(), Sample.findings(), Sample.profiles()));
    write("empty", FindingsPage.of("shop", Sample.empty(), List.of(), List.of()));
    write(
        "large",
        FindingsPage.of(
            "shop", Sample.large(500, 2_000), Sample.findings(), Sample.profiles(3, 5_000, 1)));
    write(
        "change",
        FindingsPage.difference(
            "two runs",
            Sample.profiles(),
            Sample.profiles().stream()
                .map(
                    p ->
                        new Profile(
                            p.endpoint(), p.kind(), p.stacks().subList(1, p.stacks().size()), 0))
                .toList()));
    String bad = "</script><img src=x onerror=\"document.title='broken'\">\"'`";
    write(
        "hostile",
        FindingsPage.of(
            bad,
            Sample.with(t -> t + bad),
            Sample.findings(t -> t + bad),
            Sample.profiles(t -> t + bad)));
  }

  private static void write(String name, String html) throws Exception {
    Files.writeString(folder.resolve(name + ".html"), html);
  }

  @AfterAll
  static void stop() {
    if (browser != null) { // it is null where the test was skipped
      browser.close();
    }
  }

  @BeforeEach
  void forget() {
    asked.clear();
    said.clear();
  }

  /** Whatever a test did, nothing was loaded from elsewhere and the console stayed silent. */
  @AfterEach
  void close() {
    if (context != null) {
      context.close();
      assertThat(asked).filteredOn(url -> !url.startsWith("data:")).hasSize(1);
      assertThat(said).isEmpty();
    }
  }

  private Page open(String name, int width, ColorScheme scheme, boolean script) {
    context =
        browser.window(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(script));
    page = context.newPage();
    page.onRequest(request -> asked.add(request.url()));
    page.onConsoleMessage(message -> said.add(message.text()));
    page.onPageError(said::add);
    page.navigate(folder.resolve(name + ".html").toUri().toString());
    return page;
  }

  private Page open(String name) {
    return open(name, 1280, ColorScheme.LIGHT, true);
  }

  @ParameterizedTest(name = "{0}, {1} px, {2}")
  @CsvSource({
    "sample, 1280, LIGHT",
    "sample, 1280, DARK",
    "sample, 390, LIGHT",
    "sample, 390, DARK",
    "large, 390, LIGHT",
    "empty, 1280, LIGHT",
    "hostile, 390, DARK"
  })
  @DisplayName("It fits the width, in light and dark, whatever was observed")
  void fits(String name, int width, ColorScheme scheme) {
    open(name, width, scheme, true);

    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    assertThat(page.title()).startsWith("Headroom findings: ");
    assertThat(page.locator("img").count()).isZero();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "findings", name + "-" + width + "-" + scheme + ".png")));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"sample, LIGHT", "sample, DARK", "empty, LIGHT", "change, LIGHT", "change, DARK"})
  @DisplayName("It breaks no rule of accessibility that axe-core knows, with everything open")
  void accessible(String name, ColorScheme scheme) {
    open(name, 1280, scheme, true);
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
    assertThat(Accessibility.faults(page)).isEmpty();
  }

  @Test
  @DisplayName("A finding is expanded to its evidence, and its patch is copied")
  void finding() {
    open("sample");
    Locator first = page.locator("article").first();
    assertThat(first.locator("dl").isVisible()).isFalse();

    first.locator("summary").click();
    assertThat(first.locator("dl").isVisible()).isTrue();
    assertThat(first.locator("pre").allTextContents())
        .anySatisfy(text -> assertThat(text).isEqualTo(Sample.ITEMS));

    first.getByText("Copy").click();
    // Not by waitForFunction: it evaluates its text, which the page's policy forbids.
    PlaywrightAssertions.assertThat(page.locator("#said")).hasText("The patch was copied");
  }

  @Test
  @DisplayName("Tables sort by a column, filter by a word, and show the first 25 rows at first")
  void tables() {
    open("large");
    Locator rows = page.locator("#statements tbody tr:visible");
    assertThat(rows.count()).isEqualTo(25);

    page.locator("[data-more=statements]").click();
    assertThat(rows.count()).isEqualTo(2_000);
    page.locator("[data-filter=statements]").fill("from t1999");
    assertThat(page.locator("#statements-count").textContent()).isEqualTo("0 of 2000 shown");
    page.locator("[data-filter=statements]").fill("/things/499/");
    assertThat(rows.count()).isEqualTo(4);

    Locator requests = page.locator("#endpoints thead th").nth(1);
    requests.locator("button").click();
    assertThat(requests.getAttribute("aria-sort")).isEqualTo("descending");
    assertThat(cell("endpoints", 1)).isEqualTo("599");
    requests.locator("button").click();
    assertThat(requests.getAttribute("aria-sort")).isEqualTo("ascending");
    assertThat(cell("endpoints", 1)).isEqualTo("100");
  }

  private String cell(String table, int column) {
    return page.locator("#" + table + " tbody tr")
        .first()
        .locator("th,td")
        .nth(column)
        .textContent();
  }

  @Test
  @DisplayName("A flame graph is as wide as its samples, goes into a frame by a click and back out")
  void zoom() {
    open("sample");
    Locator graph = page.locator(".flame").first();
    Locator list = frame(graph, "shop.OrderController.list");
    Locator mapper = frame(graph, "shop.OrderMapper.toJson");
    double whole = graph.locator(".stage").boundingBox().width;
    // 360 of 410 samples below the controller, 240 of them in the mapper.
    assertThat(list.boundingBox().width / whole).isBetween(0.87, 0.885);
    assertThat(mapper.boundingBox().width / whole).isBetween(0.575, 0.59);

    mapper.click();
    assertThat(frame(graph, "shop.OrderMapper.toJson").boundingBox().width / whole)
        .isGreaterThan(0.99);
    assertThat(graph.locator(".tell").textContent())
        .isEqualTo(
            "shop.OrderMapper.toJson240 samples, 58.5 % of all, 66.7 % of OrderController.list");
    assertThat(frame(graph, "shop.OrderService.items").count()).isZero();

    graph.getByText("Whole").click();
    assertThat(frame(graph, "shop.OrderService.items").count()).isEqualTo(1);
    assertThat(frame(graph, "java.lang.Thread.run").count()).isEqualTo(1);
  }

  @Test
  @DisplayName("A flame graph is walked, entered and left by the keyboard alone")
  void keyboard() {
    open("sample");
    Locator graph = page.locator(".flame").first();
    graph.locator("[tabindex='0'].f").focus();
    page.keyboard().press("ArrowDown");
    assertThat(focused()).startsWith("shop.OrderController.list, 360 samples, 87.8 % of all");
    page.keyboard().press("ArrowRight");
    assertThat(focused()).startsWith("tools.jackson.databind");
    page.keyboard().press("ArrowLeft");
    page.keyboard().press("ArrowDown");
    assertThat(focused()).startsWith("shop.OrderMapper.toJson");
    page.keyboard().press("Enter");
    assertThat(frame(graph, "shop.OrderService.items").count()).isZero();
    page.keyboard().press("Escape");
    assertThat(frame(graph, "shop.OrderService.items").count()).isEqualTo(1);
    assertThat(focused()).startsWith("shop.OrderController.list");
    assertThat(graph.locator(".f[tabindex='0']").count()).isEqualTo(1);
  }

  private String focused() {
    return (String) page.evaluate("document.activeElement.getAttribute('aria-label')");
  }

  @Test
  @DisplayName("A frame of a difference tells its share before, and is coloured by the change")
  void difference() {
    open("change");
    Locator mapper = frame(page.locator(".flame").first(), "shop.OrderMapper.toJson");
    // 60 of 230 samples now, 240 of 410 before.
    assertThat(mapper.getAttribute("title")).endsWith("60 samples, 26.1 % of all, was 58.5 %");
    assertThat(mapper.getAttribute("style")).contains("var(--down) 100%");
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target", "findings", "change.png")));
  }

  @Test
  @DisplayName("A search marks its frames and says how much of all runs below them")
  void search() {
    open("sample");
    Locator graph = page.locator(".flame").first();
    graph.locator("input").fill("ordermapper");
    assertThat(graph.locator(".match").count()).isEqualTo(1);
    assertThat(graph.locator("[role=status]").textContent()).contains("58.5 % match");
  }

  @Test
  @DisplayName(
      "An endpoint's row leads to its flame graph, and a closed one is drawn when it opens")
  void link() {
    open("sample");
    Locator allocation = page.locator("details.profile").nth(1);
    assertThat(allocation.locator(".f").count()).isZero();
    allocation.locator("> summary").click();
    allocation.locator(".f").first().waitFor();
    assertThat(allocation.locator(".tell").textContent()).contains("49 MB, 100.0 % of all");

    page.locator("#endpoints a").click();
    assertThat(page.url()).endsWith("#flame-0");
  }

  @Test
  @DisplayName(
      "Without a script findings and tables are whole, and top frames stand for the graphs")
  void scriptless() {
    open("large", 1280, ColorScheme.LIGHT, false);
    assertThat(page.locator("#statements tbody tr:visible").count()).isEqualTo(2_000);
    assertThat(page.locator(".nojs").isVisible()).isTrue();
    assertThat(page.locator("input:visible").count()).isZero();
    page.locator("details.profile details summary").first().click();
    assertThat(page.locator("details.profile table").first().isVisible()).isTrue();
  }

  private static Locator frame(Locator graph, String name) {
    return graph.locator(".f[aria-label^='" + name + ",']");
  }
}
