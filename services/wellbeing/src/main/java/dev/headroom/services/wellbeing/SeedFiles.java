package dev.headroom.services.wellbeing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The real data, as published ({@code data/README.md}). */
final class SeedFiles {

  private static final String SCREEN = "/data/AwareScreen_1month.csv.gz";
  private static final String NOTIFICATIONS =
      "/data/singleuser_AwareApplicationNotifications.csv.gz";
  private static final List<ScreenState> CODES =
      List.of(ScreenState.OFF, ScreenState.ON, ScreenState.LOCKED, ScreenState.UNLOCKED);
  private static final String SURVEY = "/data/survey_app_usage_hours.csv.gz";

  private SeedFiles() {}

  /** A screen event of the real month. */
  record Screen(Instant at, ScreenState state) {}

  /** A real month of one phone, in the order of the file, which is not that of time. */
  static List<Screen> month() {
    return lines(SCREEN).stream()
        .map(line -> line.split(",", -1))
        .map(
            f ->
                new Screen(
                    Instant.ofEpochMilli(new BigDecimal(f[0]).movePointRight(3).longValueExact()),
                    CODES.get(Integer.parseInt(f[1]))))
        .toList();
  }

  /** The package of each real notification. */
  static List<String> notifications() {
    return lines(NOTIFICATIONS).stream().map(line -> line.split(",", -1)[4]).toList();
  }

  /** Hours in applications that people of a survey told, above 0. */
  static List<Double> surveyHours() {
    return lines(SURVEY).stream()
        .map(line -> Double.valueOf(line.split(",", -1)[1]))
        .filter(hours -> hours > 0)
        .sorted()
        .toList();
  }

  private static List<String> lines(String resource) {
    InputStream found =
        Objects.requireNonNull(SeedFiles.class.getResourceAsStream(resource), resource);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(found), StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
