package dev.headroom.cache;

/** Who has to admit a value: its namespace, which follows the floor, its tags, and patterns. */
@SuppressWarnings("ArrayRecordComponent") // Not compared.
record Guards(Generation[] generations, Patterns patterns) {

  boolean admit(String key, long born) {
    for (Generation generation : generations) {
      if (!generation.admits(born)) {
        return false;
      }
    }
    return patterns.admits(key, born);
  }
}
