package dev.headroom.services.automations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The real data, as published ({@code data/README.md}). */
final class SeedFiles {

  private static final LocalDateTime HOUR = LocalDateTime.of(2023, 11, 16, 18, 15);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS");

  private SeedFiles() {}

  /** A workflow of the index. */
  record Workflow(
      String file,
      String integration,
      String name,
      String category,
      TriggerKind trigger,
      int nodes,
      boolean usesModel,
      String nodeTypes) {}

  /** A request to a model, so long after the hour's beginning. */
  record Call(long afterMillis, Model model, int promptTokens, int completionTokens) {}

  static List<Workflow> workflows() {
    return lines("n8n_workflows_index.csv.gz").stream()
        .map(SeedFiles::fields)
        .map(
            f ->
                new Workflow(
                    f.get(0),
                    f.get(1),
                    f.get(2),
                    f.get(3).isEmpty() ? "Other" : f.get(3),
                    TriggerKind.valueOf(f.get(4).toUpperCase(java.util.Locale.ROOT)),
                    Integer.parseInt(f.get(5)),
                    f.get(6).equals("1"),
                    f.get(7)))
        .toList();
  }

  /** Both traces' requests, in the order of their times. */
  static List<Call> hour() {
    List<Call> calls = new ArrayList<>();
    calls(calls, "AzureLLMInferenceTrace_conv.csv.gz", Model.CHAT);
    calls(calls, "AzureLLMInferenceTrace_code.csv.gz", Model.CODE);
    calls.sort(Comparator.comparingLong(Call::afterMillis));
    return calls;
  }

  private static void calls(List<Call> calls, String file, Model model) {
    for (String line : lines(file)) {
      String[] f = line.split(",", -1);
      calls.add(
          new Call(
              Duration.between(HOUR, LocalDateTime.parse(f[0], TIME)).toMillis(),
              model,
              Integer.parseInt(f[1]),
              Integer.parseInt(f[2])));
    }
  }

  /** With quotes around what has commas or quotes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static List<String> lines(String file) {
    InputStream found =
        Objects.requireNonNull(SeedFiles.class.getResourceAsStream("/data/" + file), file);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(found), StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).filter(line -> !line.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
