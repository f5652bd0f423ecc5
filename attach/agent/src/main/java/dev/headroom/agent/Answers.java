package dev.headroom.agent;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes an answer had: as announced, or as the container counted what the application
 * wrote; what is still in its buffers has not been sent when a servlet returns. The containers'
 * counters are no part of the servlet API and are read by reflection; one that is not known, or
 * does not let itself be read, is not counted.
 */
final class Answers {

  private Answers() {}

  /** Bytes as the application wrote them; 0 if unknown. */
  static long bytes(ServletApi api, Object response) throws Throwable {
    String announced = api.header(response, "Content-Length");
    if (announced != null) {
      try {
        return Long.parseLong(announced);
      } catch (NumberFormatException garbage) {
        return 0;
      }
    }
    return COUNTERS.get(response.getClass()).count(response);
  }

  /** Reads a container's counter. */
  @FunctionalInterface
  private interface Counter {
    long count(Object response);
  }

  private static final Getter WRITTEN = new Getter("getContentWritten");
  private static final Getter COUNT = new Getter("getContentCount");
  private static final Getter INFO = new Getter("getServletResponseInfo");
  private static final Getter OUTPUT = new Getter("getHttpOutput");
  private static final Getter OUTPUT_WRITTEN = new Getter("getWritten");

  private static final ClassValue<Counter> COUNTERS =
      new ClassValue<>() {
        @Override
        protected Counter computeValue(Class<?> type) {
          return switch (type.getName()) {
            case "org.apache.catalina.connector.ResponseFacade" ->
                response -> number(WRITTEN.of(field(response, "response")));
            case "org.eclipse.jetty.server.Response" -> response -> number(COUNT.of(response));
            case "io.undertow.servlet.spec.HttpServletResponseImpl" ->
                response -> number(field(field(response, "servletOutputStream"), "written"));
            default ->
                type.getName().matches("org\\.eclipse\\.jetty\\.ee\\d+\\.servlet\\..*")
                    ? response -> number(OUTPUT_WRITTEN.of(OUTPUT.of(INFO.of(response))))
                    : response -> 0;
          };
        }
      };

  private static @Nullable Object field(@Nullable Object of, String name) {
    Class<?> at = of == null ? null : of.getClass();
    while (at != null) {
      try {
        Field field = at.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
      } catch (NoSuchFieldException inherited) {
        at = at.getSuperclass();
      } catch (IllegalAccessException | RuntimeException closed) {
        return null;
      }
    }
    return null;
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
