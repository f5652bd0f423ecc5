package dev.headroom.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Profile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FindingsPageTest {

  private static final String[] HOSTILE = {
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "'><b>",
    "<!--",
    "]]>",
    "</title>",
    "&lt;",
    "{}",
    "\\u003c",
    "\\",
    "\"",
    "'",
    "`${1}`",
    "\u2028",
    "\u0000",
    "\ud800",
    "\u202e",
    "java.lang.Thread.run",
    "select * from t where a < ? and b > ?",
    "\n"
  };

  @Test
  @DisplayName("R5, R7: whatever was observed stands in the page as text and never as markup")
  void escapes() {
    String honest = markup(page(text -> text));
    Random random = new Random(20261121);
    for (int i = 0; i < 200; i++) {
      // The same change to every text, so that the page has the same parts.
      StringBuilder bad = new StringBuilder();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bad.append(HOSTILE[random.nextInt(HOSTILE.length)]);
      }
      String page = page(text -> text.length() < 2 ? text : text + bad);

      assertThat(markup(page)).as("after adding %s", bad).isEqualTo(honest);
      assertThat(page.chars().filter(c -> c < ' ' && c != '\n' && c != '\t')).isEmpty();
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(page)).isTrue();
    }
  }

  private static String page(UnaryOperator<String> each) {
    return FindingsPage.of(
        each.apply("shop"),
        Sample.with(each),
        Sample.findings(each),
        Sample.profiles(each),
        List.of(each.apply("n-plus-one-1 was accepted until 2026-01-01 (rare).")));
  }

  /** The page's tags with the names of their attributes: what a browser takes for markup. */
  private static String markup(String page) {
    StringBuilder markup = new StringBuilder();
    Matcher tag = Pattern.compile("<[^>]*>?").matcher(page);
    while (tag.find()) {
      markup.append(tag.group().replaceAll("\"[^\"]*\"", "")).append('\n');
    }
    return markup.toString();
  }

  @Test
  @DisplayName("The page shows findings with code line, remedy, patch, evidence and plans")
  void findings() {
    String page = page(text -> text);
    Finding first = Sample.findings().get(0);

    assertThat(page)
        .contains("<article id=\"" + first.id() + "\">")
        .contains("2 findings explain 74 % of the time of 7,420 requests")
        .contains("OrderService.items(OrderService.java:42)")
        .contains("Expected to save <b>29.4 ms</b> a request")
        .contains("+  @BatchSize(size = 50)")
        .contains("<dt>executions</dt><dd>210,000</dd>")
        .contains("<h4>Plan with the fix</h4><pre>Index Scan using orders_created_day on orders")
        .contains("aria-label=\"database 83 %, pool 1 %, cache 1 %, calls 2 %, own 12 %\"")
        .contains("HikariPool-1")
        .contains("ReportCache.get(ReportCache.java:19)")
        .contains("4 samples did not fit");
    assertThat(page).doesNotContain("<dt>rows read</dt><dd>\u2013</dd>");
  }

  @Test
  @DisplayName(
      "A page of 500 endpoints, 2,000 statements, 600 findings and 5,000 stacks is below 2 MB")
  void large() {
    List<Profile> profiles = new ArrayList<>(Sample.profiles(1, 5_000, 1));
    profiles.addAll(Sample.profiles(80, 200, 2));
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      findings.addAll(Sample.findings(text -> text + "x".repeat(1_000)));
    }

    String page = FindingsPage.of("shop", Sample.large(500, 2_000), findings, profiles);

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
    assertThat(page)
        .contains("select a_rather_long")
        .contains("500 more findings")
        .contains("more profiles");
    assertThat(page.split("<tr><th scope=\"row\">", -1).length).isGreaterThan(2_500);
  }

  @Test
  @DisplayName("Where nothing was seen the page says so")
  void empty() {
    assertThat(FindingsPage.of("shop", Sample.empty(), List.of(), List.of()))
        .contains("<h1>Nothing has been observed yet</h1>")
        .contains("No cause of slowness was found")
        .contains("No stack was sampled")
        .contains("no servlet container has served a request");
  }

  @Test
  @DisplayName("A difference shows shares before and after, also of frames that are new or gone")
  void difference() {
    Profile before =
        new Profile(
            "GET /a",
            Profile.Kind.CPU,
            List.of(
                new Profile.Stack(List.of("Main.run", "Old.work"), 30),
                new Profile.Stack(List.of("Main.run", "Kept.work"), 10)),
            0);
    Profile after =
        new Profile(
            "GET /a",
            Profile.Kind.CPU,
            List.of(
                new Profile.Stack(List.of("Main.run", "New.work"), 2),
                new Profile.Stack(List.of("Main.run", "Kept.work"), 6)),
            0);
    Profile alone = new Profile("GET /b", Profile.Kind.CPU, after.stacks(), 0);

    String page = FindingsPage.difference("1.0 and 1.1", List.of(before), List.of(after, alone));

    // Names are [all, Main.run, Kept.work, New.work]: 8 samples, 40 before, and so on.
    assertThat(page)
        .contains("[0,8,40,[1,8,40,[2,6,10],[3,2,0]]]")
        .contains(
            "<code>Old.work</code></th><td>75.0 %</td><td>0.0 %</td><td>-75.0</td>",
            "<code>Kept.work</code></th><td>25.0 %</td><td>75.0 %</td><td>+50.0</td>",
            "<code>New.work</code></th><td>0.0 %</td><td>25.0 %</td><td>+25.0</td>")
        .contains("40 samples before, 8 samples")
        .contains("<code>GET /b</code>, CPU: no sample before.");
  }
}
