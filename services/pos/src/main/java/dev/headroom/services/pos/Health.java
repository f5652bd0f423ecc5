package dev.headroom.services.pos;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whether the service can serve.
 *
 * @param status down when the database is: nothing works without it; the cache is not needed
 * @param database the database's
 * @param cache Redis's
 */
record Health(Status status, Part database, Part cache) {

  /** What can be said of a part. */
  enum Status {
    @JsonProperty("up")
    UP,
    @JsonProperty("down")
    DOWN,
    /** Not configured, and not needed. */
    @JsonProperty("absent")
    ABSENT
  }

  /**
   * A part.
   *
   * @param status its status
   * @param detail what is wrong, or null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Part(Status status, @Nullable String detail) {}
}
