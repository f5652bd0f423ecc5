package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.headroom.devbrowser.Accessibility;
import dev.headroom.devbrowser.DevBrowser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages of administration as a browser shows them, without scripts. */
class AdminPagesTest extends AutomationsService {

  private static DevBrowser browser;

  @BeforeAll
  static void start() {
    browser = DevBrowser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) { // it is null where the test was skipped
      browser.close();
    }
  }

  @Test
  @DisplayName(
      "An administrator signs in, sees the figures, shuts a user out, lets it in and ends a sign-in; by name and keyboard, without a script, nothing loaded from elsewhere")
  void administration() {
    Somebody user = somebody();
    List<String> asked = new ArrayList<>();
    List<String> said = new ArrayList<>();
    try (BrowserContext context =
        browser.window(
            new Browser.NewContextOptions()
                .setJavaScriptEnabled(false)
                .setViewportSize(360, 800))) {
      Page page = context.newPage();
      page.onRequest(request -> asked.add(request.url()));
      page.onConsoleMessage(message -> said.add(message.text()));
      String base = "http://127.0.0.1:" + port;
      page.navigate(base + "/admin");
      assertThat(page.url()).isEqualTo(base + "/admin/sign-in");
      signIn(page, "user2@headroom.example", "user");
      PlaywrightAssertions.assertThat(page.getByRole(AriaRole.ALERT)).containsText("is wrong");
      signIn(page, "admin@headroom.example", "admin");

      Response overview = page.navigate(base + "/admin?date=2023-11-20");
      assertThat(overview.headerValue("content-security-policy")).startsWith("default-src 'none'");
      PlaywrightAssertions.assertThat(page).hasTitle("Overview - automations");
      PlaywrightAssertions.assertThat(
              page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Who used most")))
          .containsText("user1@headroom.example");
      accessible(page);

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Users").setExact(true))
          .click();
      page.getByLabel("Active", new Page.GetByLabelOptions().setExact(true)).selectOption("true");
      button(page, "Show");
      accessible(page);
      button(page, "Shut out " + user.email());
      PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS))
          .hasText(user.email() + " is shut out.");
      assertThat(send(user, "GET", "/api/v1/me", null).status()).isEqualTo(401);
      button(page, "Let in " + user.email());

      String again = caller().signIn(user.email(), "user").accessToken();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign-ins")).click();
      accessible(page);
      button(page, "End the sign-in of " + user.email());
      PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS))
          .hasText("The sign-in has ended.");
      assertThat(caller().send("GET", again, "/api/v1/me", null).status()).isEqualTo(401);

      button(page, "Sign out");
      page.navigate(base + "/admin/users");
      assertThat(page.url()).isEqualTo(base + "/admin/sign-in");
    }
    assertThat(asked)
        .allMatch(url -> url.startsWith("http://127.0.0.1:" + port) || url.startsWith("data:"));
    assertThat(said).filteredOn(text -> !text.contains("401")).isEmpty();
  }

  private static void signIn(Page page, String email, String password) {
    page.getByLabel("E-mail").fill(email);
    page.getByLabel("Password").fill(password);
    button(page, "Sign in");
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }

  /** One heading of the first level, each field with a label, each table with a name. */
  private static void accessible(Page page) {
    PlaywrightAssertions.assertThat(page.locator("h1")).hasCount(1);
    PlaywrightAssertions.assertThat(page.locator("html")).hasAttribute("lang", "en");
    PlaywrightAssertions.assertThat(page.locator("nav a[aria-current=page]")).hasCount(1);
    assertThat(page.locator("table").count()).isEqualTo(page.locator("table > caption").count());
    for (var field : page.locator("input:not([type=hidden]), select").all()) {
      String id = field.getAttribute("id");
      PlaywrightAssertions.assertThat(page.locator("label[for='" + id + "']")).hasCount(1);
    }
    for (var button : page.locator("button").all()) {
      assertThat(button.textContent()).isNotBlank();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  @DisplayName("No page breaks a rule of accessibility that axe-core knows")
  void axe(ColorScheme scheme) {
    try (BrowserContext context =
        browser.window(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(360, 800))) {
      Page page = context.newPage();
      String base = "http://127.0.0.1:" + port;
      page.navigate(base + "/admin");
      assertThat(Accessibility.faults(page)).isEmpty();
      signIn(page, "admin@headroom.example", "wrong");
      assertThat(Accessibility.faults(page)).isEmpty();
      signIn(page, "admin@headroom.example", "admin");
      for (String path :
          List.of("/admin?date=2023-11-20", "/admin/users", "/admin/sessions", "/admin?date=x")) {
        page.navigate(base + path);
        assertThat(Accessibility.faults(page)).as(path).isEmpty();
      }
      PlaywrightAssertions.assertThat(page.getByRole(AriaRole.ALERT))
          .hasText("date is not a valid date such as 2015-06-30, was 'x'");
    }
  }

  @Test
  @DisplayName("A form that does not come from its page, and a token of the API, do nothing here")
  void forged() {
    assertThat(
            caller()
                .send("POST", token(ADMIN), "/admin/sessions/1/end", "", "Accept", "text/html")
                .status())
        .isEqualTo(403);
  }
}
