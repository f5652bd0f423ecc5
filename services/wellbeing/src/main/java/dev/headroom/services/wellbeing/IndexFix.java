package dev.headroom.services.wellbeing;

import dev.headroom.loop.Fixes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The fix {@code indexes}, of DATABASE scope: on for everybody, built without blocking writers. The
 * indexes are those that a competent team makes by hand ({@code db/fixes/indexes.sql}); a proof
 * builds the advised ones itself and leaves this fix off.
 */
@Component
class IndexFix {

  private static final Logger LOG = LoggerFactory.getLogger(IndexFix.class);
  private static final Pattern NAME =
      Pattern.compile("create index concurrently if not exists (\\w+)");

  private final JdbcClient database;
  private @Nullable Boolean built;

  IndexFix(JdbcClient database) {
    this.database = database;
  }

  /**
   * Called by whoever switched, before the answer: an index takes seconds, a switch says when it is
   * done. The first switch after a start always acts: an earlier process may have left them.
   */
  @EventListener
  synchronized void switched(Fixes.Switched switched) {
    boolean wanted = switched.on().contains(WellbeingFixes.INDEXES);
    if (built == null || built != wanted) {
      for (String statement : statements()) {
        database
            .sql(wanted ? statement : "drop index concurrently if exists " + name(statement))
            .update();
      }
      built = wanted;
      LOG.info("indexes {}", wanted ? "built" : "absent");
    }
  }

  static List<String> statements() {
    try (InputStream in = new ClassPathResource("db/fixes/indexes.sql").getInputStream()) {
      List<String> statements = new ArrayList<>();
      for (String statement :
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("--[^\n]*", "")
              .split(";", -1)) {
        if (!statement.isBlank()) {
          statements.add(statement.strip());
        }
      }
      return statements;
    } catch (IOException e) {
      throw new IllegalStateException("db/fixes/indexes.sql is not readable", e);
    }
  }

  private static String name(String statement) {
    Matcher name = NAME.matcher(statement);
    if (!name.find()) {
      throw new IllegalStateException(
          "not a 'create index concurrently if not exists NAME': " + statement);
    }
    return name.group(1);
  }
}
