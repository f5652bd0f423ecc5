package dev.headroom.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the data of a reference service are loaded: by the service itself, once.
 *
 * @param service whose
 * @param home the checkout
 * @param folder where they are kept
 */
record Seed(ReferenceService service, Path home, Path folder) {

  /** A busy machine loads slowly; the log's last line is shown meanwhile. */
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(15);

  /** Makes an empty database for the service to load. */
  interface Emptied {
    void database() throws IOException, SQLException;
  }

  /** Loads the seed unless it is there and made from the same data and schema. */
  boolean load(Steps steps, int port, Emptied emptied, Map<String, String> environment)
      throws IOException, InterruptedException, SQLException {
    Path marker = folder.resolve("seed.sha256");
    String wanted = fingerprint();
    if (Files.exists(marker) && Files.readString(marker).equals(wanted)) {
      return false;
    }
    Files.deleteIfExists(marker);
    emptied.database();
    try (ServiceProcess loader =
        ServiceProcess.start(
            service.jar(home),
            port,
            folder.resolve("load.log"),
            environment,
            List.of(),
            List.of())) {
      loader.awaitHealthy(steps::progress, LOAD_LIMIT);
    }
    Files.writeString(marker, wanted);
    return true;
  }

  /** What the seed is made from: schema, data files, the code that loads them, and how much. */
  private String fingerprint() {
    Path shared = service.folder(home).resolveSibling("common/src/main");
    try (Stream<Path> own = Files.walk(service.folder(home).resolve("src/main"));
        Stream<Path> common = Files.walk(shared)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file :
          Stream.concat(own, common)
              .filter(Files::isRegularFile)
              .filter(
                  f ->
                      f.toString().contains("/data/")
                          || f.toString().contains("/db/migration/")
                          || f.getFileName()
                              .toString()
                              .matches("(Pos|Wellbeing|Automations)Data.java|Seed.*"))
              .sorted()
              .toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      String size = System.getenv(service.name().toUpperCase(Locale.ROOT) + "_DATA");
      if (size != null) {
        digest.update(size.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
