package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.web.RefreshRefusedException;
import dev.headroom.web.RefreshTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SessionStoreTest extends AutomationsService {

  private static final int STEPS = 800;

  @Autowired SessionStore store;

  private Instant now = Instant.parse("2030-01-01T00:00:00Z"); // after every other test's sign-ins
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  /** The same sign-in's token in memory and in the database. */
  private record Pair(String memory, String database) {}

  @Test
  @DisplayName(
      "Sign-ins in the database do what those in memory do, over a random history of two people")
  void sameAsInMemory() {
    long seed = 20_261_126;
    Random random = new Random(seed);
    RefreshTokens memory = RefreshTokens.inMemory(SessionStore.OPTIONS, clock);
    RefreshTokens database = RefreshTokens.in(store, SessionStore.OPTIONS, clock);
    List<String> people = List.of(Long.toString(somebody().id()), Long.toString(somebody().id()));
    List<Pair> tokens = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (int step = 0; step < STEPS; step++) {
      now = now.plus(pause(random));
      String who = people.get(random.nextInt(2));
      int kind = random.nextInt(100);
      if (tokens.isEmpty() || kind < 30) {
        tokens.add(new Pair(memory.begin(who).token(), database.begin(who).token()));
      } else if (kind == 30) {
        memory.endAll(who);
        database.endAll(who);
      } else {
        // Mostly one of the last few, which may still be good.
        int back =
            random.nextInt(random.nextInt(4) == 0 ? tokens.size() : Math.min(6, tokens.size()));
        Pair token = tokens.get(tokens.size() - 1 - back);
        if (kind < 36) {
          memory.end(token.memory());
          database.end(token.database());
        } else {
          seen.add(refresh(memory, database, token, tokens, "seed " + seed + ", step " + step));
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder("next", "again", "REUSED", "UNKNOWN");
  }

  private static Duration pause(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> Duration.ofDays(random.nextInt(20));
      case 1, 2, 3, 4, 5, 6, 7, 8 -> Duration.ofSeconds(11);
      default -> Duration.ofMillis(1 + random.nextInt(3_000));
    };
  }

  private static String refresh(
      RefreshTokens memory, RefreshTokens database, Pair token, List<Pair> tokens, String when) {
    try {
      RefreshTokens.Refresh expected = memory.refresh(token.memory());
      RefreshTokens.Refresh is = database.refresh(token.database());
      assertThat(is.subject()).as(when).isEqualTo(expected.subject());
      assertThat(is.ends()).as(when).isEqualTo(expected.ends());
      Pair next = new Pair(expected.token(), is.token());
      boolean again = tokens.stream().anyMatch(known -> known.memory().equals(next.memory()));
      assertThat(tokens.contains(next)).as(when + ": the same token again").isEqualTo(again);
      if (!again) {
        tokens.add(next);
      }
      return again ? "again" : "next";
    } catch (RefreshRefusedException refused) {
      try {
        database.refresh(token.database());
      } catch (RefreshRefusedException is) {
        assertThat(is.reason()).as(when).isEqualTo(refused.reason());
        assertThat(is.subject()).as(when).isEqualTo(refused.subject());
        return refused.reason().name();
      }
      throw new AssertionError(when + ": refused in memory, not in the database", refused);
    }
  }
}
