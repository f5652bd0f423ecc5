package dev.headroom.services.pos;

import java.io.Serial;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A question that analytics cannot answer: 400, saying what to write instead. */
final class AnalyticsProblem extends ErrorResponseException {

  @Serial private static final long serialVersionUID = 1L;

  AnalyticsProblem(String detail) {
    super(
        HttpStatus.BAD_REQUEST,
        ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail),
        null);
  }
}
