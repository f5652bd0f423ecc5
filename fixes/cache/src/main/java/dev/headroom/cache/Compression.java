package dev.headroom.cache;

/** How values above 1 KB are written to Redis; kept only if it saves a tenth or more. */
public enum Compression {
  /** LZ4, and Zstandard from 64 KB on. */
  AUTO,
  /** LZ4, in pure Java: the faster one. */
  LZ4,
  /**
   * Zstandard: slower to write, smaller. A native library, loaded at the first such value; a JVM
   * says so unless it runs with {@code --enable-native-access=ALL-UNNAMED}.
   */
  ZSTD,
  /** As it is. */
  NONE
}
