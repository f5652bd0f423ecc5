package dev.headroom.cli;

import dev.headroom.prove.Target;
import dev.headroom.prove.Wire;
import java.util.Set;
import picocli.CommandLine.Option;

/** How a load speaks to its target, and which it may speak to. */
final class WireOptions {

  @Option(
      names = "--http2",
      description = "HTTP/2 (by ALPN with https, else with prior knowledge); default HTTP/1.1.")
  boolean http2;

  @Option(
      names = "--insecure",
      description = "Accepts any certificate, also one that the target signed itself.")
  boolean insecure;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Allows a host that is not this machine, so that nobody floods by accident.")
  Set<String> allowed = Set.of();

  Wire wire() {
    return new Wire(http2, insecure);
  }

  Target target(String base) {
    return Target.of(base, allowed);
  }
}
