package dev.headroom.prove;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A report as one self-contained page: no script, nothing loaded from elsewhere (its own policy
 * forbids both), light or dark as the reader's system is, and fit for print. Everything that came
 * from the service is escaped; a statement with a tag in it is text.
 */
public final class ReportHtml {

  private ReportHtml() {}

  /** The page. */
  public static String text(Report report) {
    try (Reader source =
        new InputStreamReader(
            Objects.requireNonNull(
                ReportHtml.class.getResourceAsStream("report.html.mustache"),
                "report.html.mustache is not in the jar"),
            StandardCharsets.UTF_8)) {
      Template template =
          Mustache.compiler().escapeHTML(true).emptyStringIsFalse(true).compile(source);
      return template.execute(ReportPage.of(report));
    } catch (IOException unreadable) {
      throw new IllegalStateException(
          "report.html.mustache in the jar is not readable", unreadable);
    }
  }

  /**
   * Writes {@code report.html}.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Report report, Path file) throws IOException {
    Files.writeString(file, text(report));
  }
}
