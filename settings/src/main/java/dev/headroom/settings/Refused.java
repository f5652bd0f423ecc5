package dev.headroom.settings;

/** A value that a record refused; the reader adds where it was written. */
final class Refused extends SettingsException {

  private static final long serialVersionUID = 1;

  private final Key key;
  private final String expected;

  Refused(Key key, String expected, String was) {
    super(key.path() + " must be " + expected + ", was '" + was + "'");
    this.key = key;
    this.expected = expected;
  }

  Key key() {
    return key;
  }

  String expected() {
    return expected;
  }
}
