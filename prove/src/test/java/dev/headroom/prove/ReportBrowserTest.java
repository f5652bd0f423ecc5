package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.headroom.devbrowser.Accessibility;
import dev.headroom.devbrowser.DevBrowser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a browser shows it. Screenshots go to {@code target/report}. */
class ReportBrowserTest {

  @TempDir static Path folder;
  private static DevBrowser browser;
  private static final Report REPORT = SampleReport.full();

  @BeforeAll
  static void open() throws Exception {
    browser = DevBrowser.start();
    ReportHtml.write(REPORT, folder.resolve("report.html"));
    Files.writeString(folder.resolve("verification.html"), VerificationReportTest.sample());
    Files.writeString(folder.resolve("forecast.html"), ForecastHtml.text(ForecastTest.sample()));
  }

  @AfterAll
  static void close() {
    if (browser != null) { // it is null where the test was skipped
      browser.close();
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "report, LIGHT",
    "report, DARK",
    "verification, LIGHT",
    "verification, DARK",
    "forecast, LIGHT",
    "forecast, DARK"
  })
  @DisplayName("It breaks no rule of accessibility that axe-core knows")
  void accessible(String name, ColorScheme scheme) {
    try (BrowserContext context = context(1280, scheme)) {
      Page page = context.newPage();
      page.navigate(folder.resolve(name + ".html").toUri().toString());
      assertThat(Accessibility.faults(page)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} px, {1}")
  @CsvSource({"1280, LIGHT", "1280, DARK", "390, LIGHT", "390, DARK"})
  @DisplayName("It fits the width, loads nothing else, and the console stays silent")
  void quiet(int width, ColorScheme scheme) {
    try (BrowserContext context = context(width, scheme)) {
      List<String> asked = new ArrayList<>();
      List<String> said = new ArrayList<>();
      Page page = context.newPage();
      page.onRequest(request -> asked.add(request.url()));
      page.onConsoleMessage(message -> said.add(message.text()));
      page.onPageError(said::add);
      page.navigate(folder.resolve("report.html").toUri().toString());

      assertThat(asked).filteredOn(url -> !url.startsWith("data:")).hasSize(1);
      assertThat(said).isEmpty();
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target", "report", width + "-" + scheme + ".png")));
    }
  }

  @Test
  @DisplayName("Every figure shown is the JSON's, rounded")
  void figures() throws Exception {
    Path json = folder.resolve("report.json");
    ReportJson.write(REPORT, json);
    Report read = ReportJson.read(json);
    try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      page.navigate(folder.resolve("report.html").toUri().toString());
      int shown = 0;
      for (Comparison comparison : read.comparisons()) {
        for (Comparison.Line line : comparison.lines()) {
          Locator ratio = page.locator("[data-ratio='" + line.proof().id() + "']");
          double percent = 100 * (line.proof().effect().ratio() - 1);
          assertThat(figure(ratio.textContent())).isCloseTo(percent, within(0.051));
          shown++;
        }
      }
      assertThat(shown).isGreaterThan(50);
      for (ReportArm arm : read.arms()) {
        String cpu = "[data-work='" + arm.name() + ":cpu-per-request']";
        double value = arm.work().cpuMs().value();
        assertThat(figure(page.locator(cpu).textContent())).isCloseTo(value, within(value * 0.005));
        for (ReportArm.Group group : arm.groups()) {
          String row = "[data-latency='" + arm.name() + ":" + group.name() + "'] td";
          assertThat(figure(page.locator(row).nth(1).textContent()))
              .isCloseTo(group.p50Ms(), within(group.p50Ms() * 0.005));
        }
      }
      assertThat(page.locator("article").count()).isEqualTo(read.findings().size());
      assertThat(page.locator("article pre").allTextContents())
          .contains(read.findings().get(1).finding().statement());
      assertThat(page.locator("[data-budget]").count()).isEqualTo(read.budgets().size());
    }
  }

  private static BrowserContext context(int width, ColorScheme scheme) {
    return browser.window(
        new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
  }

  /** The number in a text of the page; its own reading, not the code under test. */
  private static double figure(String text) {
    return Double.parseDouble(
        text.replace("\u2212", "-").replace(",", "").replaceAll("[^-0-9.]", ""));
  }
}
