package dev.headroom.settings;

/** The keys with a fixed name, as they are nested in the file, in the order of the guide. */
enum Key {
  SAMPLES("observe.samples"),
  SLOW_THRESHOLD("observe.slow-threshold"),
  SLOW_REQUEST_THRESHOLD("observe.slow-request-threshold"),
  MAX_ENDPOINTS("observe.max-endpoints"),
  MAX_STATEMENTS("observe.max-statements"),
  PROFILE("observe.profile"),
  PLANS("observe.plans"),
  PORT("agent.port"),
  REPORT("agent.report"),
  APPLICATION("agent.application"),
  DRIVERS("agent.drivers");

  private final String path;

  Key(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  String section() {
    return path.substring(0, path.indexOf('.'));
  }

  /** The name within its section. */
  String last() {
    return path.substring(path.indexOf('.') + 1);
  }

  void inRange(int value, int least, int most) {
    if (value < least || value > most) {
      throw new Refused(this, "a whole number from " + least + " to " + most, "" + value);
    }
  }
}
