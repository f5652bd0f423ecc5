package dev.headroom.devbrowser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccessibilityTest {

  private static final String GOOD =
      "<!doctype html><html lang=en><title>t</title><main><h1>Users</h1>%s</main></html>";

  @Test
  @DisplayName(
      "Each fault is named with its rule and place, also under a policy that allows nothing")
  void faults() {
    try (DevBrowser browser = DevBrowser.start();
        BrowserContext window = browser.window(new Browser.NewContextOptions())) {
      Page page = window.newPage();
      page.setContent(GOOD.formatted("<label>Name <input></label>"));
      assertThat(Accessibility.faults(page)).isEmpty();

      page.setContent(
          GOOD.formatted(
              "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
                  + "<input id=name><p style=color:#ccc>pale</p>"));
      assertThat(Accessibility.faults(page))
          .anyMatch(fault -> fault.startsWith("label: ") && fault.contains("#name"))
          .anyMatch(fault -> fault.startsWith("color-contrast: "));
    }
  }
}
