package dev.headroom.cli;

import dev.headroom.prove.LoadPlan;
import dev.headroom.prove.LoadWorker;
import dev.headroom.prove.LoadWorkers;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Share;
import dev.headroom.prove.Target;
import dev.headroom.prove.Wire;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --workers}: each is this command once more, with a share of the load. */
final class LoadProcesses {

  private LoadProcesses() {}

  static LoadWorkers of(int workers, @Nullable CommandSpec spec) {
    List<String> typed = Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs();
    return new LoadWorkers(
        IntStream.range(0, workers).mapToObj(i -> command(typed, i + "/" + workers)).toList());
  }

  private static List<String> command(List<String> typed, String share) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dheadroom.home=" + Home.checkout(),
                "-Dheadroom.cwd=" + Home.working(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(typed);
    command.add("--worker");
    command.add(share);
    return command;
  }

  /** As a worker: standard output is for the process that started it alone. */
  static void work(
      Share share,
      Target target,
      Wire wire,
      Scenario scenario,
      LoadPlan plan,
      long seed,
      boolean calibrate)
      throws IOException, InterruptedException {
    System.setOut(System.err);
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      new LoadWorker(share, System.in, out).run(target, wire, scenario, plan, seed, calibrate);
    }
  }
}
