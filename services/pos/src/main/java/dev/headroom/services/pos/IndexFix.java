package dev.headroom.services.pos;

import dev.headroom.loop.Fixes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The fix {@code indexes}: after a call that switches fixes, the indexes of {@code
 * db/fixes/indexes.sql} are there or gone as the flag says. Nothing happens unless the flag moved:
 * a proof, which hides and shows indexes itself, leaves it off.
 */
@Component
class IndexFix implements HandlerInterceptor, WebMvcConfigurer {

  private static final Logger LOG = LoggerFactory.getLogger(IndexFix.class);
  private static final Pattern CREATE =
      Pattern.compile("create index (\\w+) (on [^;]+);", Pattern.CASE_INSENSITIVE);

  private final Fixes fixes;
  private final JdbcTemplate jdbc;
  private boolean applied;

  IndexFix(Fixes fixes, JdbcTemplate jdbc) {
    this.fixes = fixes;
    this.jdbc = jdbc;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/headroom/api/fixes");
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (request.getMethod().equals("PUT") && response.getStatus() == 200) {
      follow(fixes.on().contains(PosFixes.INDEXES));
    }
  }

  /** Creates or drops; a later flag waits for an earlier one. */
  synchronized void follow(boolean on) {
    if (on == applied) {
      return;
    }
    indexes()
        .forEach(
            (name, definition) ->
                jdbc.execute(
                    on
                        ? "create index if not exists " + name + " " + definition
                        : "drop index if exists " + name));
    if (on) {
      jdbc.execute("analyze");
    }
    applied = on;
    LOG.info("indexes {}", on ? "created" : "dropped");
  }

  /** What follows {@code on}, by name. */
  static Map<String, String> indexes() {
    Map<String, String> indexes = new LinkedHashMap<>();
    try (InputStream file =
        Objects.requireNonNull(IndexFix.class.getResourceAsStream("/db/fixes/indexes.sql"))) {
      Matcher create = CREATE.matcher(new String(file.readAllBytes(), StandardCharsets.UTF_8));
      while (create.find()) {
        indexes.put(create.group(1), create.group(2));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return indexes;
  }
}
