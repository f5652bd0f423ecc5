package dev.headroom.spring;

import dev.headroom.loop.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses keys under {@code headroom.} that nobody reads: a misspelt one would otherwise be a
 * setting silently at its default. What may be written stands in {@code META-INF/headroom/keys.txt}
 * of every jar, a key a line, {@code name.*} for a map.
 *
 * <p>Of environment variables only those are looked at that begin with the group of a known key
 * ({@code HEADROOM_OBSERVE_}): a deployment may have others that begin with the product's name.
 */
final class PropertyKeys {

  private static final String RESOURCE = "META-INF/headroom/keys.txt";
  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("headroom");

  private PropertyKeys() {}

  static void check(ConfigurableEnvironment environment, @Nullable ClassLoader loader) {
    Set<String> known = known(loader);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource names) {
        boolean variables = variables(source);
        names.stream()
            .filter(ROOT::isAncestorOf)
            .filter(name -> !variables || group(name, known))
            .forEach(name -> check(name, known, source));
      }
    }
  }

  private static boolean variables(ConfigurationPropertySource source) {
    Object underlying = source.getUnderlyingSource();
    return underlying instanceof SystemEnvironmentPropertySource variables
        && variables
            .getName()
            .endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
  }

  private static boolean group(ConfigurationPropertyName name, Set<String> known) {
    String group = plain(name.chop(2).toString()) + ".";
    return name.getNumberOfElements() > 2
        && known.stream().anyMatch(key -> plain(key).startsWith(group));
  }

  private static void check(
      ConfigurationPropertyName name, Set<String> known, ConfigurationPropertySource source) {
    String wrong = plain(name.toString());
    Set<String> candidates = new TreeSet<>();
    for (String key : known) {
      String candidate = named(key, name);
      String plain = plain(candidate);
      if (plain.endsWith(".*")
          ? wrong.startsWith(plain.substring(0, plain.length() - 1))
          : plain.equals(wrong)) {
        return;
      }
      candidates.add(candidate);
    }
    var value = source.getConfigurationProperty(name);
    throw new UnknownPropertyException(
        Nearest.unknown("property", name.toString(), candidates),
        value == null || value.getOrigin() == null ? "" : value.getOrigin().toString());
  }

  /** A key with names of the user's own in it, {@code a.*.b.*.c}, with those that were written. */
  private static String named(String key, ConfigurationPropertyName written) {
    String[] parts = key.split("\\.");
    for (int i = 0; i < parts.length - 1; i++) {
      if (i >= written.getNumberOfElements()) {
        break;
      }
      String element = written.getElement(i, ConfigurationPropertyName.Form.ORIGINAL);
      if (parts[i].equals("*")) {
        parts[i] = element;
      } else if (!plain(parts[i]).equals(plain(element))) {
        break;
      }
    }
    return String.join(".", parts);
  }

  /** Dashes, underscores (in names), case and places in a list make no difference. */
  private static String plain(String key) {
    return key.replace("-", "")
        .replace("_", "")
        .replaceAll("\\[\\d+]", "")
        .toLowerCase(Locale.ROOT);
  }

  private static Set<String> known(@Nullable ClassLoader given) {
    ClassLoader loader = given == null ? PropertyKeys.class.getClassLoader() : given;
    Set<String> known = new TreeSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(RESOURCE))) {
        try (var in = url.openStream()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(String::trim)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .forEach(known::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
    return known;
  }
}
