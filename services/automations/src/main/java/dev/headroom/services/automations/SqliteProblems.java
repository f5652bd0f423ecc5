package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/** What a database in a file says when it cannot: nothing was written then. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class SqliteProblems {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteProblems.class);
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int FULL = 13;

  private final JsonMapper json;

  SqliteProblems(JsonMapper json) {
    this.json = json;
  }

  /** Whatever a statement or a commit threw; what is no such case is thrown on. */
  @ExceptionHandler({
    org.springframework.dao.DataAccessException.class,
    org.springframework.transaction.TransactionException.class
  })
  ResponseEntity<ProblemDetail> refused(RuntimeException e) {
    SQLException cause = cause(e);
    int code = cause == null ? 0 : cause.getErrorCode() & 0xff;
    if (code == BUSY || code == LOCKED) {
      LOG.warn("another writes: {}", e.getMessage());
      return answer(
          HttpStatus.SERVICE_UNAVAILABLE, "others are writing: nothing was changed, repeat it");
    }
    if (code == FULL) {
      LOG.error("the disk is full: {}", e.getMessage());
      return answer(
          HttpStatus.INSUFFICIENT_STORAGE,
          "the disk is full: nothing was changed; reading goes on");
    }
    throw e;
  }

  /** The same where there is no handler yet. */
  void write(RuntimeException e, HttpServletResponse response) throws IOException {
    ResponseEntity<ProblemDetail> answer = refused(e);
    response.setStatus(answer.getStatusCode().value());
    answer.getHeaders().forEach((name, values) -> response.setHeader(name, values.get(0)));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), answer.getBody());
  }

  private static @Nullable SQLException cause(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }

  private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail) {
    return ResponseEntity.status(status)
        .header("Retry-After", "1")
        .body(ProblemDetail.forStatusAndDetail(status, Problem.shown(detail)));
  }
}
