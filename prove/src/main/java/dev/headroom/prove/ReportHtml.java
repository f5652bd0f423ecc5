package dev.headroom.prove;

import com.samskivert.mustache.Mustache;
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
    return fill("report.html", ReportPage.of(report));
  }

  /** A template of this package's resources, which may include others. */
  static String fill(String template, Object page) {
    try (Reader source = open(template)) {
      return Mustache.compiler()
          .escapeHTML(true)
          .emptyStringIsFalse(true)
          .withLoader(ReportHtml::open)
          .compile(source)
          .execute(page);
    } catch (IOException unreadable) {
      throw new IllegalStateException(template + " in the jar is not readable", unreadable);
    }
  }

  private static Reader open(String template) {
    return new InputStreamReader(
        Objects.requireNonNull(
            ReportHtml.class.getResourceAsStream(template + ".mustache"),
            template + ".mustache is not in the jar"),
        StandardCharsets.UTF_8);
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
