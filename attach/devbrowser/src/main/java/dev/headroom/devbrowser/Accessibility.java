package dev.headroom.devbrowser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What axe-core finds against the rules A and AA of WCAG 2.0 to 2.2, and its good practices. That
 * it finds nothing does not mean that a page is accessible: it sees about half of what can be
 * wrong.
 */
public final class Accessibility {

  private static final String ASK =
      """
      () => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
          .then(found => found.violations.flatMap(rule => rule.nodes.map(
              node => rule.id + ': ' + rule.help + ' at ' + node.target.join(' ') + ' ' + node.html)))
      """;

  private Accessibility() {}

  /**
   * Looks at a page that is open, in a window that allows scripts.
   *
   * @return each fault with its rule and place
   */
  public static List<String> faults(Page page) {
    page.evaluate(script());
    return ((List<?>) page.evaluate(ASK)).stream().map(Objects::toString).toList();
  }

  private static String script() {
    try (InputStream in = Accessibility.class.getResourceAsStream("/axe.min.js")) {
      return new String(
          Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
