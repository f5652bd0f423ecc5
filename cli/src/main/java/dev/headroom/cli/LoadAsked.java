package dev.headroom.cli;

import dev.headroom.prove.QuickLoad;
import dev.headroom.prove.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a load is asked for: a URL or a scenario's file, as an address and a scenario. */
record LoadAsked(String base, Scenario scenario) {

  /**
   * Reads what was typed.
   *
   * @param what URL or file
   * @param target address that is stronger than the scenario's
   * @param file scenario for a URL
   * @param endpoint path for a URL
   * @param wrong makes the refusal
   */
  static LoadAsked of(
      String what,
      @Nullable String target,
      @Nullable Path file,
      @Nullable String endpoint,
      Function<String, ? extends RuntimeException> wrong)
      throws IOException {
    if (!isUrl(what)) {
      Path scenario = Home.working().resolve(what);
      if (!Files.isRegularFile(scenario)) {
        throw wrong.apply("'" + what + "' is neither a URL (http://HOST:PORT/PATH) nor a file");
      }
      if (file != null || endpoint != null) {
        throw wrong.apply("a scenario's file is given already; say the address with --target URL");
      }
      Scenario read = Scenario.read(scenario);
      String base = target == null ? read.target() : target;
      if (base.isEmpty()) {
        throw wrong.apply(
            what + " names no target: say --target http://HOST:PORT, or 'target:' in it");
      }
      return new LoadAsked(base, read);
    }
    if (target != null) {
      throw wrong.apply("--target is for a scenario's file; the URL is given already");
    }
    if (file != null) {
      return new LoadAsked(what, Scenario.read(Home.working().resolve(file)));
    }
    int path = what.indexOf('/', what.indexOf("//") + 2);
    if (endpoint != null) {
      return new LoadAsked(what, Scenario.ofEndpoint(QuickLoad.path(endpoint), 1, 100));
    }
    return new LoadAsked(
        path < 0 ? what : what.substring(0, path),
        Scenario.ofEndpoint(path < 0 ? "/" : QuickLoad.path(what.substring(path)), 1, 100));
  }

  static boolean isUrl(String what) {
    return what.matches("(?i)https?://.*");
  }
}
