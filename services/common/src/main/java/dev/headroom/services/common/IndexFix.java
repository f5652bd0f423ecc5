package dev.headroom.services.common;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fix.Remedy;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The fix {@code indexes}, of DATABASE scope: on for everybody, on PostgreSQL built without
 * blocking writers. The indexes are those that a competent team makes by hand ({@code
 * db/fixes/indexes.sql}); a proof builds the advised ones itself and leaves this fix off.
 */
@Configuration(proxyBeanMethods = false)
public class IndexFix {

  /** The fix's id. */
  public static final String ID = "indexes";

  private static final Logger LOG = LoggerFactory.getLogger(IndexFix.class);
  private static final Pattern CREATE =
      Pattern.compile("create index (concurrently )?if not exists (\\w+)");

  private final JdbcClient database;
  private @Nullable Boolean built;

  IndexFix(JdbcClient database) {
    this.database = database;
  }

  @Bean
  static Fix handMadeIndexesFix() {
    return new Fix(
        ID,
        Scope.DATABASE,
        "Indexes where the workload reads",
        true,
        List.of(new Remedy(FindingKind.MISSING_INDEX, "*", "*")));
  }

  /**
   * Called by whoever switched, before the answer: an index takes seconds, a switch says when it is
   * done. The first switch after a start always acts: an earlier process may have left them.
   */
  @EventListener
  synchronized void switched(Fixes.Switched switched) {
    boolean wanted = switched.on().contains(ID);
    if (built == null || built != wanted) {
      for (String statement : statements()) {
        database.sql(wanted ? statement : drop(statement)).update();
      }
      built = wanted;
      LOG.info("indexes {}", wanted ? "built" : "absent");
    }
  }

  /** As they stand in the file. */
  public static List<String> statements() {
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

  private static String drop(String statement) {
    Matcher create = CREATE.matcher(statement);
    if (!create.find()) {
      throw new IllegalStateException(
          "not a 'create index [concurrently] if not exists NAME': " + statement);
    }
    return "drop index "
        + Objects.requireNonNullElse(create.group(1), "")
        + "if exists "
        + create.group(2);
  }
}
