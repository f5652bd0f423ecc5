package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FewHandlesTest {

  @Test
  @DisplayName(
      "More connections than file handles: those that cannot be had are told as used up, and the rest goes on")
  void usedUp() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs ulimit");
    try (TruthServer server = TruthServer.after(1_000)) {
      Process process =
          new ProcessBuilder(
                  "/bin/bash",
                  "-c",
                  "ulimit -n 160; exec \"$0\" -Xmx128m -cp \"$1\" \"$2\" \"$3\"",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  System.getProperty("java.class.path"),
                  FewHandlesTest.class.getName(),
                  server.target().base().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).isZero();
      assertThat(out).contains("sockets-used-up=").doesNotContain("connect=", "reset=");
      assertThat(Integer.parseInt(out.replaceAll(".*answered=(\\d+).*", "$1"))).isGreaterThan(20);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Target target = Target.of(args[0], Set.of());
    // Classes are loaded from files too: all of them before handles run out.
    for (int connections : new int[] {2, 400}) {
      PreparedScenario prepared =
          PreparedScenario.of(Scenario.ofEndpoint("/x", 2 * connections, connections));
      try (LoadEngine engine = new LoadEngine(target, prepared)) {
        GroupResult seen = engine.run(new Load.Counted(1)).groups().get("/x");
        if (connections == 400) {
          System.out.println(seen.errors() + " answered=" + seen.response().getTotalCount());
        } else {
          System.err.println("warm, errors " + seen.errors());
        }
      }
    }
    System.exit(0);
  }
}
