package dev.headroom.agent;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What to call the application: as its own configuration calls it, else by what was started. */
final class ApplicationName {

  private ApplicationName() {}

  static String of() {
    return of(System::getProperty, System::getenv);
  }

  static String of(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    for (String key : new String[] {"spring.application.name", "otel.service.name"}) {
      String told = properties.apply(key);
      if (told == null || told.isBlank()) {
        told = environment.apply(key.replace('.', '_').toUpperCase(Locale.ROOT));
      }
      if (told != null && !told.isBlank()) {
        return told.strip();
      }
    }
    return started(properties.apply("sun.java.command"));
  }

  /** The jar's file name, or the main class without its package. */
  private static String started(@Nullable String command) {
    if (command == null || command.isBlank()) {
      return "this JVM";
    }
    String what = command.strip();
    int jar = what.indexOf(".jar");
    if (jar > 0 && (what.length() == jar + 4 || what.charAt(jar + 4) == ' ')) {
      what = what.substring(0, jar + 4); // the path may have blanks in it
      return what.substring(Math.max(what.lastIndexOf('/'), what.lastIndexOf('\\')) + 1);
    }
    String main = what.split(" ", 2)[0];
    return main.substring(Math.max(main.lastIndexOf('.'), main.lastIndexOf('/')) + 1);
  }
}
