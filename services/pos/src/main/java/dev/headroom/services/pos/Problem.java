package dev.headroom.services.pos;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal that its caller reads as a problem document (RFC 9457). */
final class Problem extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  private Problem(HttpStatus status, String detail) {
    super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }

  static Problem badRequest(String detail) {
    return new Problem(HttpStatus.BAD_REQUEST, detail);
  }

  static Problem unauthorized(String detail) {
    return new Problem(HttpStatus.UNAUTHORIZED, detail);
  }

  static Problem forbidden(String detail) {
    return new Problem(HttpStatus.FORBIDDEN, detail);
  }

  static Problem notFound(String detail) {
    return new Problem(HttpStatus.NOT_FOUND, detail);
  }

  static Problem conflict(String detail) {
    return new Problem(HttpStatus.CONFLICT, detail);
  }

  static Problem unavailable(String detail) {
    Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, detail);
    problem.getHeaders().set("Retry-After", "1");
    return problem;
  }

  static Problem staleVersion(String what, int yours, int current) {
    return conflict(
        what
            + " is at version "
            + current
            + ", the change was made on version "
            + yours
            + ": read it again and repeat the change");
  }
}
