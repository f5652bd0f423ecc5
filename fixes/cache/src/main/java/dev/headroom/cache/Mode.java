package dev.headroom.cache;

/** What a namespace does while it cannot know whether others have invalidated something. */
public enum Mode {
  /**
   * Never serves from the process while the invalidation feed is silent, and has tags checked on
   * the server: for tokens, sessions, permissions.
   */
  STRICT,
  /** Serves what it has, up to {@link NamespaceOptions#maxSilence}: for menus and settings. */
  AVAILABLE
}
