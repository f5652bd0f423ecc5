package dev.headroom.web;

import dev.headroom.loop.Fixes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /batch} with {@code {"get": ["/api/a", "/api/b?page=2"]}}: the GETs run in parallel,
 * each with the caller's headers, and each tells its own status, headers and body, in order. The
 * same path twice in a batch runs once. Only GETs, so a batch in a batch cannot be.
 */
public final class BatchFilter implements Filter {

  private static final int MOST_BYTES = 64 << 10;

  private final Batches batches;
  private final Fixes fixes;

  /**
   * A filter, to stand behind whatever signs users in.
   *
   * @param batches the same as the {@link BatchEntrance}'s
   * @param fixes has {@link WebFixes#BATCH}
   */
  public BatchFilter(Batches batches, Fixes fixes) {
    this.batches = batches;
    this.fixes = fixes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST
        || !batches.isBatch(http)
        || !fixes.isOn(WebFixes.BATCH.id())) {
      chain.doFilter(request, response);
      return;
    }
    if (!isJson(http.getContentType())) {
      Problem.send(answer, 415, "Not JSON", "send a batch as Content-Type: application/json");
      return;
    }
    if (http.getHeader("Content-Encoding") != null) {
      Problem.send(answer, 415, "Compressed", "send a batch as it is, without Content-Encoding");
      return;
    }
    List<String> asked;
    try {
      asked = read(http);
    } catch (IllegalArgumentException wrong) {
      Problem.send(answer, 400, "Wrong batch", String.valueOf(wrong.getMessage()));
      return;
    }
    run(http, answer, asked);
  }

  private void run(HttpServletRequest http, HttpServletResponse answer, List<String> asked)
      throws IOException {
    if (!batches.begin()) {
      batches.refused.increment();
      answer.setHeader("Retry-After", "1");
      Problem.send(
          answer, 503, "Too many batches", "too many batches are running; try again in 1 s");
      return;
    }
    List<BatchPart> parts;
    try {
      batches.batches.increment();
      parts = new BatchRun(batches, http, asked).run();
    } finally {
      batches.end(); // Before it is sent: a client that reads slowly keeps nobody else out.
    }
    BatchPart.send(answer, parts);
  }

  /** A form cannot send JSON: no other site's page can send a batch with its reader's cookies. */
  private static boolean isJson(@Nullable String type) {
    return type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private List<String> read(HttpServletRequest http) throws IOException {
    byte[] body = http.getInputStream().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new IllegalArgumentException("a batch has at most 64 KB");
    }
    JsonNode batch;
    try {
      batch = Problem.JSON.readTree(body);
    } catch (JacksonException e) {
      throw wrong("it is no JSON");
    }
    JsonNode get = batch.path("get");
    if (!batch.isObject() || batch.size() != 1 || !get.isArray() || get.isEmpty()) {
      throw wrong("it has one field, get, with at least one path");
    }
    int most = batches.options().maxRequests();
    if (get.size() > most) {
      throw new IllegalArgumentException(
          "a batch has at most " + most + " paths, this one " + get.size() + ": send several");
    }
    List<String> asked = new ArrayList<>();
    for (JsonNode one : get) {
      String refusal = one.isString() ? batches.refusal(one.asString()) : "is no text";
      if (refusal == null && !isWritten(one.asString())) {
        refusal = "has characters that are written with % in a path";
      }
      if (refusal != null) {
        throw new IllegalArgumentException("get[" + asked.size() + "] " + refusal);
      }
      asked.add(one.asString());
    }
    return asked;
  }

  private static boolean isWritten(String path) {
    return path.length() <= 8_192
        && path.chars().allMatch(c -> c > ' ' && c < 127 && "\"<>\\^`{|}#".indexOf(c) < 0)
        && !path.matches(".*%(?![0-9A-Fa-f]{2}).*");
  }

  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "write a batch as {\"get\": [\"/api/a\", \"/api/b?page=2\"]}: " + why);
  }
}
