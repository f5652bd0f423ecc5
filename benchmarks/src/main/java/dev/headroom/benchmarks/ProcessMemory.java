package dev.headroom.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has of the machine's memory, in MB of 1,000,000 bytes, as Linux tells.
 *
 * @param resident each page as often as it is mapped, as {@code ps} and {@code top} show it
 * @param anonymous of these, what is no file: heap, code, stacks, native memory
 * @param pss each page once, and what several processes share in equal parts
 */
record ProcessMemory(double resident, double anonymous, double pss) {

  private static final Pattern CATEGORY =
      Pattern.compile("-\\s+(.+?) \\(reserved=\\d+KB, committed=(\\d+)KB");

  static ProcessMemory of(long pid) throws IOException {
    Path proc = Path.of("/proc", Long.toString(pid));
    List<String> status = Files.readAllLines(proc.resolve("status"));
    List<String> rollup = Files.readAllLines(proc.resolve("smaps_rollup"));
    return new ProcessMemory(
        megabytes(status, "VmRSS:"), megabytes(status, "RssAnon:"), megabytes(rollup, "Pss:"));
  }

  private static double megabytes(List<String> lines, String name) {
    return lines.stream()
            .filter(line -> line.startsWith(name))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        * 1024
        / 1e6;
  }

  /** What the virtual machine has committed, by its own categories; empty without the option. */
  static Map<String, Double> committed(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "VM.native_memory",
                "summary")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    Map<String, Double> found = new LinkedHashMap<>();
    Matcher matcher = CATEGORY.matcher(text);
    while (matcher.find()) {
      found.put(matcher.group(1).strip(), Long.parseLong(matcher.group(2)) * 1024 / 1e6);
    }
    return found;
  }
}
