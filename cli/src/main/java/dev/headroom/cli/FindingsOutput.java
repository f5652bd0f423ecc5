package dev.headroom.cli;

import dev.headroom.dashboard.FindingsPage;
import dev.headroom.dashboard.FindingsText;
import dev.headroom.diagnose.Acceptance;
import dev.headroom.loop.Accepted;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where findings go, and in which shape: shared by the commands that make them. */
final class FindingsOutput {

  /** The shapes. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Option(
      names = "--format",
      paramLabel = "text|json|html",
      description = "text (default), json for programs and headroom diff, or one html page.")
  Format format = Format.TEXT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to this file instead of standard output.")
  @Nullable Path out;

  void write(String title, Observations seen, List<Finding> findings, List<String> notes)
      throws IOException {
    String text =
        switch (format) {
          case TEXT -> FindingsText.of(seen, findings, notes);
          case HTML -> FindingsPage.of(title, seen, findings, List.of(), notes);
          case JSON -> {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("version", 1);
            document.put("findings", findings);
            document.put("notes", notes);
            yield Json.text(document) + "\n";
          }
        };
    write(text, out);
  }

  /** Findings of which some are accepted: these are not shown, only counted. */
  void write(
      String title,
      Observations seen,
      List<Finding> findings,
      List<Accepted> accepted,
      List<String> notes)
      throws IOException {
    Acceptance acceptance =
        Acceptance.of(findings, accepted, LocalDate.now(ZoneId.systemDefault()));
    List<String> all = new ArrayList<>(notes);
    all.addAll(acceptance.allNotes());
    write(title, seen, acceptance.shown(), all);
  }

  /** To a file, made with its folder, or to standard output. */
  static void write(String text, @Nullable Path out) throws IOException {
    if (out == null) {
      System.out.print(text);
      System.out.flush();
      return;
    }
    Path file = Home.working().resolve(out);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, text);
    System.err.println("headroom: written to " + file);
  }
}
