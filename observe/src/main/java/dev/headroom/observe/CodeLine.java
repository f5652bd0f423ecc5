package dev.headroom.observe;

import dev.headroom.loop.RuntimeObservation.Hot;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application's line on the present stack: the first frame that belongs to no library and
 * is no generated class. Costs about 6 us and 3 KB, so it is asked rarely.
 */
final class CodeLine {

  private static final String[] LIBRARIES = {
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "jakarta.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "org.springframework.",
    "org.hibernate.",
    "org.eclipse.",
    "org.apache.",
    "org.postgresql.",
    "org.sqlite.",
    "org.h2.",
    "org.hsqldb.",
    "org.mariadb.",
    "com.mysql.",
    "oracle.",
    "org.flywaydb.",
    "liquibase.",
    "org.jooq.",
    "org.jdbi.",
    "org.mybatis.",
    "com.querydsl.",
    "com.zaxxer.",
    "com.fasterxml.",
    "tools.jackson.",
    "com.github.benmanes.",
    "com.google.common.",
    "com.google.gson.",
    "com.nimbusds.",
    "org.antlr.",
    "org.jboss.",
    "org.slf4j.",
    "ch.qos.logback.",
    "okhttp3.",
    "io.grpc.",
    "io.vertx.",
    "io.netty.",
    "io.undertow.",
    "io.lettuce.",
    "io.micrometer.",
    "io.opentelemetry.",
    "io.quarkus.",
    "io.micronaut.",
    "io.helidon.",
    "reactor.",
    "rx.",
    "io.reactivex.",
    "net.bytebuddy.",
    "org.aspectj.",
    "org.aopalliance.",
    "org.junit.",
    "dev.headroom.loop.",
    "dev.headroom.observe.",
    "dev.headroom.agent.",
    "dev.headroom.bridge.",
    "dev.headroom.spring.",
    "dev.headroom.cache.",
    "dev.headroom.web."
  };

  private static final StackWalker WALKER = StackWalker.getInstance();

  private final List<String> application;

  /**
   * A finder of code lines.
   *
   * @param application prefixes of the application's packages; empty for all that are no library
   */
  CodeLine(List<String> application) {
    this.application = application;
  }

  /** {@code Type.method(File.java:42)}, or null if the stack has no line of an application. */
  @Nullable String find() {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> application(frame.getClassName()))
                .findFirst()
                .map(CodeLine::text)
                .orElse(null));
  }

  /** Whether a class is the application's. */
  private boolean application(String type) {
    if (type.contains("$$") || type.contains("$Proxy") || type.contains("$HibernateProxy")) {
      return false;
    }
    if (!application.isEmpty()) {
      return application.stream().anyMatch(type::startsWith);
    }
    for (String library : LIBRARIES) {
      if (type.startsWith(library)) {
        return false;
      }
    }
    return true;
  }

  private static String text(StackFrame frame) {
    return text(
        frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
  }

  /** Types that hash passwords, by what their names say: bcrypt, scrypt, Argon2, PBKDF2. */
  private static final Pattern PASSWORD_HASH =
      Pattern.compile("bcrypt|scrypt|argon2|pbkdf2", Pattern.CASE_INSENSITIVE);

  /** Types that validate tokens, by what libraries and people call them. */
  private static final Pattern TOKEN_VALIDATION =
      Pattern.compile(
          "(jwt|jws|bearer_?token|opaque_?token)\\w*"
              + "(decoder|parser|verifier|processor|consumer|validator|introspector)$"
              + "|^(RSASSA|MAC|ECDSA|Ed25519)Verifier$",
          Pattern.CASE_INSENSITIVE);

  /**
   * The line of a frame that was recorded without its file, which is taken to be named after the
   * outermost class; null if it is a library's. A password hash and a token's validation are named
   * as such, whosever they are: who calls them cannot do less.
   */
  @Nullable String of(String type, String method, int line) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    if (PASSWORD_HASH.matcher(simple).find() && !simple.endsWith("Encoder")) {
      return simple + Hot.PASSWORD_HASH;
    }
    if (TOKEN_VALIDATION.matcher(simple).find()) {
      return simple + Hot.TOKEN_VALIDATION;
    }
    if (!application(type)) {
      return null;
    }
    String outer = type.substring(type.lastIndexOf('.') + 1);
    int inner = outer.indexOf('$');
    if (inner > 0) {
      outer = outer.substring(0, inner);
    }
    String file =
        outer.endsWith("Kt") ? outer.substring(0, outer.length() - 2) + ".kt" : outer + ".java";
    return text(type, method, file, line);
  }

  private static String text(String type, String method, @Nullable String file, int line) {
    return type.substring(type.lastIndexOf('.') + 1).replace('$', '.')
        + '.'
        + method(method)
        + '('
        + (file == null ? "unknown" : file)
        + (line > 0 ? ":" + line : "")
        + ')';
  }

  /** A lambda's body is named {@code lambda$orders$0}: the method that wrote it is meant. */
  private static String method(String name) {
    if (!name.startsWith("lambda$")) {
      return name;
    }
    int end = name.lastIndexOf('$');
    return end > 7 ? name.substring(7, end) : name;
  }
}
