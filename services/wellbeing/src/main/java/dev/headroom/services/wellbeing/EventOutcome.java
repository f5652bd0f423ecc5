package dev.headroom.services.wellbeing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param accepted events that are new
 * @param duplicates events that were known already, under the same id and the same otherwise
 * @param refused those not taken, by their place in the batch
 */
record EventOutcome(int accepted, int duplicates, List<Refusal> refused) {

  /**
   * An event that was not taken.
   *
   * @param index its place in the batch, from 0
   * @param id its id, or null where it has none
   * @param reason what is wrong, and what to write instead
   */
  record Refusal(int index, @Nullable String id, String reason) {}
}
