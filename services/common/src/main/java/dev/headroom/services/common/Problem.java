package dev.headroom.services.common;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal that its caller reads as a problem document (RFC 9457). */
public final class Problem extends ErrorResponseException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 100;

  private Problem(HttpStatus status, String detail) {
    super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }

  public static Problem badRequest(String detail) {
    return new Problem(HttpStatus.BAD_REQUEST, detail);
  }

  public static Problem unauthorized(String detail) {
    return new Problem(HttpStatus.UNAUTHORIZED, detail);
  }

  public static Problem forbidden(String detail) {
    return new Problem(HttpStatus.FORBIDDEN, detail);
  }

  public static Problem notFound(String detail) {
    return new Problem(HttpStatus.NOT_FOUND, detail);
  }

  public static Problem conflict(String detail) {
    return new Problem(HttpStatus.CONFLICT, detail);
  }

  public static Problem unavailable(String detail) {
    Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, detail);
    problem.getHeaders().set("Retry-After", "1");
    return problem;
  }

  public static Problem staleVersion(String what, int yours, int current) {
    return conflict(
        what
            + " is at version "
            + current
            + ", the change was made on version "
            + yours
            + ": read it again and repeat the change");
  }

  public static Problem tooLarge(String detail) {
    return new Problem(HttpStatus.CONTENT_TOO_LARGE, detail);
  }

  /** What a caller sent, short enough to be sent back. */
  public static String shown(String value) {
    return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
  }
}
