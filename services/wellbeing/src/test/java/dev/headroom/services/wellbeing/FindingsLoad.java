package dev.headroom.services.wellbeing;

import dev.headroom.services.testing.Caller;
import dev.headroom.services.testing.Mix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * What phones ask for, seeded, sized for a window of a second or two: three people look at two days
 * each, so that everything comes back before anybody can tell; and in between send events.
 */
final class FindingsLoad {

  private static final int THREADS = 4;
  private static final int EACH = 15;
  private static final List<Integer> USERS = List.of(2, 3, 4);
  private static final List<String> DAYS = List.of("2017-03-30", "2017-03-31");
  private static final List<String> DATED =
      List.of(
          "/analytics/dashboard?date=",
          "/analytics/summary/daily?date=",
          "/analytics/summary/weekly?date=",
          "/analytics/insights?date=",
          "/analytics/quick-stats?date=",
          "/wellbeing/score?date=",
          "/goals?date=");

  private final Caller caller;
  private final AtomicLong events = new AtomicLong();
  private final List<String> tokens = new ArrayList<>();

  /** Signs everybody in. */
  FindingsLoad(int port) {
    caller = new Caller(port, JsonMapper.shared());
    for (int user : USERS) {
      tokens.add(caller.signIn("user" + user + "@headroom.example", "user").accessToken());
    }
  }

  /** Sends the mix in an order drawn from the seed and waits for the last answer. */
  void run(long seed, boolean busy) throws InterruptedException, ExecutionException {
    Random random = new Random(seed);
    List<Runnable> mix = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      for (String path : DATED) {
        mix.add(get(random, path + DAYS.get(random.nextInt(DAYS.size()))));
      }
      mix.add(get(random, "/privacy/score"));
      if (busy && i % 3 > 0) {
        mix.add(events(random));
      }
    }
    Collections.shuffle(mix, random);
    Mix.send(THREADS, mix);
  }

  private Runnable get(Random random, String path) {
    String token = tokens.get(random.nextInt(tokens.size()));
    return () -> caller.ok("GET", token, "/api/v1" + path, null);
  }

  private Runnable events(Random random) {
    int who = random.nextInt(USERS.size());
    String body =
        """
        {"events": [{"id": "subset-%d", "type": "notification", "device": %d, "app": "com.whatsapp",
                     "at": "2017-03-31T%02d:%02d:%02dZ"}]}
        """
            .formatted(
                events.incrementAndGet(),
                USERS.get(who),
                7 + random.nextInt(12),
                random.nextInt(60),
                random.nextInt(60));
    return () -> caller.ok("POST", tokens.get(who), "/api/v1/events", body);
  }
}
