package dev.headroom.devbrowser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The machine's Chromium. Downloads nothing. */
public final class DevBrowser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  private DevBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /**
   * Starts it. Where there is none the test is skipped, and with {@code CI=true} it fails.
   *
   * @return to be closed
   */
  public static DevBrowser start() {
    boolean there = Files.isExecutable(CHROMIUM);
    boolean demanded = "true".equals(System.getenv("CI")) || Boolean.getBoolean("CI");
    if (!there && demanded) {
      throw new AssertionError("CI=true demands " + CHROMIUM + ": apt-get install chromium");
    }
    assumeTrue(there, "no " + CHROMIUM + ": pages are not looked at; apt-get install chromium");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-gpu",
                            "--no-first-run")));
    return new DevBrowser(playwright, browser);
  }

  /** A window of its own, without what others left behind. */
  public BrowserContext window(Browser.NewContextOptions options) {
    return browser.newContext(options);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
