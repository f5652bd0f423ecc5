package dev.headroom.settings;

/** A setting that cannot be used: says where it stands, what is wrong, what to write instead. */
public sealed class SettingsException extends IllegalArgumentException permits Refused {

  private static final long serialVersionUID = 1;

  /**
   * A complaint.
   *
   * @param message where, what is wrong, what to write instead
   */
  public SettingsException(String message) {
    super(message);
  }
}
