package dev.headroom.benchmarks;

/** Ways to observe a service, Headroom's and its peers', and what each was set to do. */
public enum Way {
  /** Nothing. */
  BARE("bare", "nothing"),
  /** Nothing once more: how far two equal services differ. */
  BARE_AGAIN("bare, again", "nothing: what differs from the first is noise"),
  /** Headroom's agent. */
  AGENT("Headroom agent", "-javaagent, defaults, flight recorder on"),
  /** Headroom's filter and data source. */
  IN_PROCESS("Headroom in process", "the filter and data source that the starter installs"),
  /** The same, every request in proof mode. */
  PROOF("Headroom, proof mode", "in process, every request traced (normally 20 an endpoint)"),
  /** p6spy. */
  P6SPY("p6spy 3.9.1", "logs statements above 100 ms"),
  /** datasource-proxy. */
  DATASOURCE_PROXY("datasource-proxy 1.11.0", "counts, logs statements above 100 ms"),
  /** OpenTelemetry's agent. */
  OPEN_TELEMETRY("OpenTelemetry agent", "-javaagent, every request sampled, exporters off"),
  /** Glowroot. */
  GLOWROOT("Glowroot", "-javaagent, defaults");

  final String title;
  final String does;

  Way(String title, String does) {
    this.title = title;
    this.does = does;
  }
}
