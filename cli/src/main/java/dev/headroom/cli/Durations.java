package dev.headroom.cli;

import dev.headroom.settings.YamlKeys;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as settings write them. */
final class Durations implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return YamlKeys.duration(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a duration such as 500ms, 30s or 2min"));
  }
}
