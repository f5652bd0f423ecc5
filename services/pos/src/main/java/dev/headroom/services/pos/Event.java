package dev.headroom.services.pos;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * One entry of a restaurant's log.
 *
 * @param restaurantId whose
 * @param sequence 1, 2, 3, ... without gaps in each restaurant
 * @param kind what happened
 * @param at when it was written
 * @param payload a JSON object
 */
record Event(
    long restaurantId, long sequence, EventKind kind, Instant at, @JsonRawValue String payload) {}
