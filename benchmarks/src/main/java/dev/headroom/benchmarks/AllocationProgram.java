package dev.headroom.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What observing allocates, by class and place: each way in a process of its own. */
final class AllocationProgram {

  private AllocationProgram() {}

  static void run(boolean quick) throws IOException, InterruptedException {
    System.out.println(Table.machine());
    List<Way> ways =
        List.of(Way.BARE, Way.IN_PROCESS, Way.AGENT, Way.PROOF, Way.P6SPY, Way.DATASOURCE_PROXY);
    for (Way way : ways) {
      if (Agents.options(way).isPresent()) {
        run(way, quick);
      }
    }
    Agents.missing(ways).forEach(System.out::println);
  }

  private static void run(Way way, boolean quick) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(Agents.options(way).orElse(List.of()));
    // Small buffers of one size, so that a sample stands for few bytes.
    options.addAll(List.of("-XX:TLABSize=16k", "-XX:-ResizeTLAB", "-Xmn96m"));
    List<String> command = Started.java(options);
    command.add(AllocationRun.class.getName());
    command.add(way.name());
    command.add(quick ? "200000" : "3000000");
    command.add(String.valueOf(quick));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      boolean table = false;
      while ((line = out.readLine()) != null) {
        table |= line.startsWith("### "); // before it, what agents say
        if (table) {
          System.out.println(line);
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException(way.title + " ended with " + process.exitValue());
    }
  }
}
