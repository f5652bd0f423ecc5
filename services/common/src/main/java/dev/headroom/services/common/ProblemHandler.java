package dev.headroom.services.common;

import dev.headroom.loop.Nearest;
import jakarta.persistence.OptimisticLockException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong, where, and what to write instead. */
@RestControllerAdvice
public class ProblemHandler extends ResponseEntityExceptionHandler {

  private static final Set<String> SECRET = Set.of("password", "refreshToken", "token");

  @ExceptionHandler({OptimisticLockingFailureException.class, OptimisticLockException.class})
  ProblemDetail changedMeanwhile() {
    return Problem.conflict(
            "somebody else changed it at the same moment: read it again and repeat the change")
        .getBody();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return refuse(e, unreadable(e), headers, status, request);
  }

  private static String unreadable(HttpMessageNotReadableException e) {
    if (e.getCause() instanceof MismatchedInputException nothing
        && nothing.getPath().isEmpty()
        && !(nothing instanceof UnrecognizedPropertyException)) {
      return "the request needs a JSON object as its body";
    }
    if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
      Collection<Object> known = unknown.getKnownPropertyIds();
      return Nearest.unknown(
          "key",
          unknown.getPropertyName(),
          known == null ? java.util.List.of() : known.stream().map(String::valueOf).toList());
    }
    if (e.getCause() instanceof InvalidFormatException wrong
        && wrong.getTargetType() != null
        && wrong.getTargetType().isEnum()) {
      return path(wrong)
          + Nearest.unknown(
              "value", String.valueOf(wrong.getValue()), constants(wrong.getTargetType()));
    }
    if (e.getCause() instanceof DatabindException wrong) {
      return path(wrong) + plain(wrong.getOriginalMessage());
    }
    if (e.getCause() instanceof JacksonException wrong) {
      return "the body is not JSON: " + plain(wrong.getOriginalMessage());
    }
    return "the request needs a JSON body";
  }

  /** Without Java's names and, in brackets, advice how to configure the parser. */
  private static String plain(String message) {
    int bracket = message.indexOf(" (");
    return (bracket < 0 ? message : message.substring(0, bracket))
        .replaceAll("`[\\w.$]*?(\\w+)`", "$1");
  }

  private static String path(DatabindException e) {
    String path =
        e.getPath().stream()
            .map(r -> r.getPropertyName() == null ? "[" + r.getIndex() + "]" : r.getPropertyName())
            .collect(Collectors.joining("."))
            .replace(".[", "[");
    return path.isEmpty() ? "" : path + ": ";
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String detail =
        e.getFieldErrors().stream()
            .map(f -> f.getField() + " " + f.getDefaultMessage() + was(f))
            .sorted()
            .collect(Collectors.joining("; "));
    return refuse(e, detail, headers, status, request);
  }

  private static String was(FieldError error) {
    Object value = error.getRejectedValue();
    // A secret that is too long must not come back in the answer, nor what is long by itself.
    return value == null || SECRET.contains(error.getField()) || value instanceof Collection
        ? ""
        : ", was '" + Problem.shown(String.valueOf(value)) + "'";
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String detail =
        e.getParameterValidationResults().stream()
            .flatMap(
                r ->
                    r.getResolvableErrors().stream()
                        .map(
                            m ->
                                r.getMethodParameter().getParameterName()
                                    + " "
                                    + m.getDefaultMessage()
                                    + ", was "
                                    + r.getArgument()))
            .collect(Collectors.joining("; "));
    return refuse(e, detail, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return refuse(e, mismatch(e), headers, status, request);
  }

  /** What is wrong with a parameter's value, and what to write instead. */
  public static String mismatch(TypeMismatchException e) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : Objects.requireNonNullElse(e.getPropertyName(), "a parameter");
    Class<?> type = e.getRequiredType();
    return type != null && type.isEnum()
        ? Nearest.unknown(name, String.valueOf(e.getValue()), constants(type))
        : name + " is not a valid " + plain(type) + ", was '" + e.getValue() + "'";
  }

  private static String plain(@Nullable Class<?> type) {
    if (type == null) {
      return "value";
    }
    return switch (type.getSimpleName()) {
      case "LocalDate" -> "date such as 2015-06-30";
      case "int", "long", "Integer", "Long" -> "whole number";
      default -> type.getSimpleName();
    };
  }

  private static Collection<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList();
  }

  private @Nullable ResponseEntity<Object> refuse(
      Exception e, String detail, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return handleExceptionInternal(
        e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
  }
}
