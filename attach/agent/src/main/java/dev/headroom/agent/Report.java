package dev.headroom.agent;

import dev.headroom.settings.AgentSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the agent says when the JVM ends: a few lines, and files. */
record Report(Findings findings, AgentSettings settings) {

  void write() {
    try {
      Findings.Now now = findings.now();
      if (now.seen().endpoints().isEmpty() && now.seen().statements().isEmpty()) {
        Say.line("neither a request nor a statement was seen");
        return;
      }
      Say.text(findings.brief(now));
      if (!settings.report().isEmpty()) {
        files(now);
      }
    } catch (Throwable fault) {
      Say.fault(fault);
    }
  }

  private void files(Findings.Now now) {
    Path base = Path.of(settings.report()).toAbsolutePath();
    try {
      Path folder = base.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(Path.of(base + ".txt"), findings.text(now));
      Files.writeString(Path.of(base + ".json"), findings.json(now));
      Files.writeString(Path.of(base + ".html"), findings.page(now));
      Say.line("written: " + base + ".txt, .json and .html");
    } catch (IOException refused) {
      Say.line(
          "the report could not be written to "
              + base
              + ": "
              + refused
              + "; set headroom.agent.report to a path that can be written, or to nothing");
    }
  }
}
